const programs: readonly [RegExp, string][] = [
  [/\bAppleCoreMedia\b|\bAirPlay\b/i, 'Apple player'],
  [/\bCrKey\b/, 'Chromecast'],
  [/\bRoku\b/, 'Roku'],
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const systems: readonly [RegExp, string][] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b|\biPod\b/, 'iPhone'],
  [/\bApple ?TV\b|\btvOS\b/, 'Apple TV'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b|\bMac OS X\b/, 'Mac'],
  [/\bTizen\b|\bWeb0S\b|\bSMART-TV\b/i, 'a television'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** What its owner would call it, such as “Chrome on Windows”; for people to tell their devices apart, not for rules. */
export function deviceName(userAgent: string): string {
  const program = programs.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (program && system) return `${program} on ${system}`;
  return program ?? system ?? 'Another device';
}
