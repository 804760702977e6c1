import {
  easing,
  fontFamily,
  fontFamilyMono,
  fontWeights,
  measure,
  motion,
  radius,
  shadow,
  spacing,
  type ThemeName,
  themes,
  typeScale,
} from './tokens';

/**
 * The tokens as custom properties: `--text-muted`, `--space-4`, `--type-title-size` …
 * Dark is the default; `prefers-color-scheme` chooses, `data-theme` (ours) or `data-mantine-color-scheme` on `<html>` wins.
 */
export function tokensCss(): string {
  return [
    `:root{${declarations([...sizes(), ...colours('dark')])}color-scheme:dark}`,
    `@media (prefers-color-scheme:light){:root{${declarations(colours('light'))}color-scheme:light}}`,
    ...(['dark', 'light'] as const).map(
      (name) =>
        `:root[data-theme=${name}],:root[data-mantine-color-scheme=${name}]{${declarations(colours(name))}color-scheme:${name}}`,
    ),
    `@media (prefers-reduced-motion:reduce){:root{${declarations(Object.keys(motion).map((name) => [`motion-${name}`, '0ms']))}}}`,
  ].join('\n');
}

type Declaration = readonly [name: string, value: string];

function declarations(list: readonly Declaration[]): string {
  return list.map(([name, value]) => `--${name}:${value};`).join('');
}

function colours(theme: ThemeName): Declaration[] {
  return [
    ...Object.entries(themes[theme]).map(([name, value]): Declaration => [kebab(name), value]),
    ...Object.entries(shadow[theme]).map(([name, value]): Declaration => [`shadow-${name}`, value]),
  ];
}

function sizes(): Declaration[] {
  return [
    ['font', fontFamily],
    ['font-mono', fontFamilyMono],
    ['easing', easing],
    ...Object.entries(typeScale).flatMap(([name, step]): Declaration[] => [
      [`type-${name}-size`, `${step.size}rem`],
      [`type-${name}-line`, `${step.lineHeight}`],
      [`type-${name}-tracking`, `${step.tracking}em`],
    ]),
    ...Object.entries(fontWeights).map(([name, value]): Declaration => [`weight-${name}`, `${value}`]),
    ...pixels('space', spacing),
    ...pixels('radius', radius),
    ...pixels('measure', measure),
    ...Object.entries(motion).map(([name, value]): Declaration => [`motion-${name}`, `${value}ms`]),
  ];
}

function pixels(prefix: string, steps: Record<string, number>): Declaration[] {
  return Object.entries(steps).map(([name, value]): Declaration => [`${prefix}-${name}`, `${value}px`]);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
