interface KnownDatabase {
  /** The type written in its files. */
  type: RegExp;
  /** Where the type says little to people. */
  name?: string;
  attribution: string;
}

/** Databases whose licences ask to be named, and how. */
const known: readonly KnownDatabase[] = [
  {
    type: /^country ipv/,
    name: 'ip-location-db',
    attribution:
      'Countries of addresses: data of the Number Resource Organization (nro.net), CC BY 4.0, and others, published by ip-location-db.',
  },
  {
    type: /^GeoLite2-/,
    attribution: 'This product includes GeoLite2 data created by MaxMind, available from https://www.maxmind.com.',
  },
  { type: /^DBIP-/, attribution: 'IP Geolocation by DB-IP, https://db-ip.com.' },
  { type: /^ipinfo/i, attribution: 'IP address data powered by IPinfo, https://ipinfo.io.' },
];

/** How to call a database of this type, and what to say where it is used: what it says of itself, unless we know. */
export function namesOf(type: string, description: unknown) {
  const database = known.find((each) => each.type.test(type));
  return { name: database?.name ?? type, attribution: database?.attribution ?? inEnglish(description) };
}

// The library types it as text; files hold one for each language.
function inEnglish(description: unknown): string {
  const { en } = (description ?? {}) as { en?: unknown };
  return typeof en === 'string' ? en : '';
}
