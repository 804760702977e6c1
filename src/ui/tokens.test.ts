import { accentScale, dark, light, type Palette, spacing, themes } from './tokens';
import { tokensCss } from './tokens-css';

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('the %s theme', (_name, palette) => {
  const words: (keyof Palette)[] = ['text', 'textMuted', 'textFaint', 'accentText', 'danger', 'success', 'warning'];
  const grounds: (keyof Palette)[] = ['ground', 'surface', 'sunken'];

  test.each(words.flatMap((word) => grounds.map((ground) => [word, ground] as const)))(
    '%s can be read on %s (AA)',
    (word, ground) => expect(contrast(palette[word], palette[ground])).toBeGreaterThanOrEqual(4.5),
  );

  test.each([
    ['accentInk', 'accent'],
    ['accentInk', 'accentHover'],
    ['accentText', 'accentSoft'],
    ['danger', 'dangerSoft'],
    ['success', 'successSoft'],
    ['warning', 'warningSoft'],
    ['liveInk', 'live'],
    ['text', 'raised'],
    ['textMuted', 'raised'],
  ] as const)('%s can be read on %s (AA)', (word, ground) => {
    expect(contrast(palette[word], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test('fields and the focus ring stand out from the ground', () => {
    expect(contrast(palette.lineStrong, palette.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(palette.accentText, palette.ground)).toBeGreaterThanOrEqual(3);
  });
});

test('the accent is one colour in both themes', () => {
  expect(dark.accent).toBe(light.accent);
  expect(accentScale).toContain(dark.accent);
});

test('every space is a step of the 4-px grid', () => {
  for (const [step, pixels] of Object.entries(spacing)) expect(pixels).toBe(Number(step) * 4);
});

test('both themes become the same custom properties', () => {
  const css = tokensCss();
  expect(css).toContain('--text-muted:');
  expect(css).toContain('--type-title-size:1.375rem');
  expect(css).toContain(':root[data-theme=light]');
  expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light));
});

function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

/** Relative luminance of `#rrggbb`, WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
