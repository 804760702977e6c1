/**
 * Every colour, size and duration of Showrunner; nothing else may write one down.
 * The site and the studio read them as CSS custom properties (`tokensCss`), Mantine's theme reads the values.
 */

/** Tungsten: the warm light of a projector in a dark room. From faint to deep; 4 is the fill. */
export const accentScale = [
  '#fff6e6',
  '#ffebc9',
  '#fddb9f',
  '#fbc976',
  '#f6b24a',
  '#e0982c',
  '#b9761a',
  '#8a5510',
  '#6b410c',
  '#4a2d09',
] as const;

/** Neutrals of the dark theme, from text to the darkest ground. */
export const darkScale = [
  '#eceef0',
  '#c9cdd2',
  '#a4aab2',
  '#828993',
  '#3a3f46',
  '#2b2f35',
  '#1f2227',
  '#16181c',
  '#0d0e11',
  '#060708',
] as const;

/** Neutrals of the light theme, from the lightest ground to text; a breath of paper, no blue. */
export const lightScale = [
  '#ffffff',
  '#faf9f7',
  '#f2f0ec',
  '#e4e0da',
  '#c9c4bc',
  '#98948d',
  '#6a6863',
  '#54534f',
  '#33322f',
  '#1a1a19',
] as const;

export interface Palette {
  /** The page. */
  ground: string;
  /** Cards, fields, bars. */
  surface: string;
  /** What floats above: menus, dialogs, hovered rows. */
  raised: string;
  /** Wells and skeletons. */
  sunken: string;
  line: string;
  /** Edges of fields and other things one must find: 3:1 against the ground. */
  lineStrong: string;
  text: string;
  textMuted: string;
  /** Least important words; still 4.5:1. */
  textFaint: string;
  accent: string;
  accentHover: string;
  /** Words on the accent. */
  accentInk: string;
  /** Links and selected words on ground or surface. */
  accentText: string;
  /** A selected row, a chip. */
  accentSoft: string;
  danger: string;
  dangerSoft: string;
  success: string;
  successSoft: string;
  warning: string;
  warningSoft: string;
  /** On air, and nothing else. */
  live: string;
  liveInk: string;
  /** Behind every picture, in both themes. */
  stage: string;
  /** Words and signs on the stage. */
  onStage: string;
  /** Things that stand on the stage: menus, buttons under the pointer. */
  stageLit: string;
  /** The part of a time line that is still to come, and the part of it already loaded. */
  stageLine: string;
  stageBuffer: string;
  scrim: string;
  /** Under words that lie on a picture. */
  scrimStrong: string;
}

export const dark: Palette = {
  ground: darkScale[8],
  surface: darkScale[7],
  raised: darkScale[6],
  sunken: '#111316',
  line: darkScale[5],
  lineStrong: '#656c76',
  text: darkScale[0],
  textMuted: darkScale[2],
  textFaint: darkScale[3],
  accent: accentScale[4],
  accentHover: accentScale[3],
  accentInk: '#1d1202',
  accentText: accentScale[4],
  accentSoft: '#2b2112',
  danger: '#ff8f83',
  dangerSoft: '#331a18',
  success: '#6fd3a0',
  successSoft: '#12291f',
  warning: '#ffd166',
  warningSoft: '#2d2511',
  live: '#ff4d4d',
  liveInk: '#1c0303',
  stage: '#000000',
  onStage: darkScale[0],
  stageLit: darkScale[6],
  stageLine: 'rgb(255 255 255 / 0.24)',
  stageBuffer: 'rgb(255 255 255 / 0.36)',
  scrim: 'rgb(0 0 0 / 0.64)',
  scrimStrong: 'rgb(0 0 0 / 0.8)',
};

export const light: Palette = {
  ground: lightScale[1],
  surface: lightScale[0],
  raised: lightScale[0],
  sunken: lightScale[2],
  line: lightScale[3],
  lineStrong: '#8b8780',
  text: lightScale[9],
  textMuted: lightScale[7],
  textFaint: lightScale[6],
  accent: accentScale[4],
  accentHover: accentScale[5],
  accentInk: '#1d1202',
  accentText: accentScale[7],
  accentSoft: accentScale[0],
  danger: '#b3261e',
  dangerSoft: '#fdecea',
  success: '#0f6b43',
  successSoft: '#e5f4ec',
  warning: '#7a5200',
  warningSoft: '#fff3d6',
  live: '#c81e1e',
  liveInk: '#ffffff',
  stage: '#000000',
  onStage: darkScale[0],
  stageLit: darkScale[6],
  stageLine: 'rgb(255 255 255 / 0.24)',
  stageBuffer: 'rgb(255 255 255 / 0.36)',
  scrim: 'rgb(20 18 14 / 0.48)',
  scrimStrong: 'rgb(0 0 0 / 0.8)',
};

/** Figures of this typeface are tabular by nature; `tnum` keeps the fallbacks so, too. */
export const fontFamily =
  "'Hanken Grotesk Variable', 'Hanken Grotesk', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
export const fontFamilyMono = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'DejaVu Sans Mono', monospace";

/** Size in rem, line height as a factor, tracking in em. */
export const typeScale = {
  micro: { size: 0.75, lineHeight: 1.35, tracking: 0.01 },
  small: { size: 0.875, lineHeight: 1.45, tracking: 0 },
  body: { size: 1, lineHeight: 1.55, tracking: 0 },
  lead: { size: 1.125, lineHeight: 1.5, tracking: 0 },
  title: { size: 1.375, lineHeight: 1.3, tracking: -0.01 },
  heading: { size: 1.75, lineHeight: 1.2, tracking: -0.015 },
  display: { size: 2.5, lineHeight: 1.1, tracking: -0.022 },
} as const;

export const fontWeights = { regular: 400, medium: 500, semibold: 600, bold: 700 } as const;

/** Steps of the 4-px grid in px; the key is the multiple. */
export const spacing = {
  1: 4,
  2: 8,
  3: 12,
  4: 16,
  5: 20,
  6: 24,
  8: 32,
  10: 40,
  12: 48,
  16: 64,
  20: 80,
  24: 96,
} as const;

/** In px. */
export const radius = { small: 4, medium: 8, large: 12, round: 999 } as const;

export const shadow = {
  dark: {
    low: '0 1px 2px rgb(0 0 0 / 0.5)',
    middle: '0 4px 16px rgb(0 0 0 / 0.5)',
    high: '0 16px 48px rgb(0 0 0 / 0.64)',
  },
  light: {
    low: '0 1px 2px rgb(33 28 20 / 0.08)',
    middle: '0 4px 16px rgb(33 28 20 / 0.1)',
    high: '0 16px 48px rgb(33 28 20 / 0.18)',
  },
} as const;

/** In milliseconds; all become 0 where the person prefers no motion. */
export const motion = { quick: 120, usual: 160, slow: 200 } as const;
export const easing = 'cubic-bezier(0.2, 0, 0, 1)';

/** Widths in px at which layouts change; 390, 768 and 1440 are looked at. */
export const breakpoints = { phone: 480, tablet: 768, desktop: 1120, wide: 1440 } as const;
/** Reading and page widths in px. */
export const measure = { text: 680, page: 1280 } as const;

export type ThemeName = 'dark' | 'light';
export const themes: Record<ThemeName, Palette> = { dark, light };
