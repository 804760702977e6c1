import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeOverride,
  type VariantColorsResolver,
} from '@mantine/core';
import {
  accentScale,
  breakpoints,
  darkScale,
  fontFamily,
  fontFamilyMono,
  fontWeights,
  lightScale,
  motion,
  radius,
  spacing,
  typeScale,
} from './tokens';

const rem = (px: number): string => `${px / 16}rem`;
const em = (px: number): string => `${px / 16}em`;

// Words on the accent are dark in both themes, and quiet buttons take the text's colour.
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const color = input.color ?? input.theme.primaryColor;
  if (input.variant === 'filled' && color === 'accent') return { ...colors, color: 'var(--accent-ink)' };
  if (input.variant === 'subtle' && color === 'gray') {
    return { ...colors, color: 'var(--text-muted)', hover: 'var(--line)', hoverColor: 'var(--text)' };
  }
  return colors;
};

const belowLabel = { paddingInlineStart: 'var(--label-offset-start)' };

/** Mantine dressed in our tokens; colours that differ by theme come from `cssVariables`. */
export const theme: MantineThemeOverride = createTheme({
  colors: { accent: [...accentScale], dark: [...darkScale], gray: [...lightScale] },
  primaryColor: 'accent',
  primaryShade: 4,
  variantColorResolver: variantColors,
  fontFamily,
  fontFamilyMonospace: fontFamilyMono,
  fontSizes: {
    xs: `${typeScale.micro.size}rem`,
    sm: `${typeScale.small.size}rem`,
    md: `${typeScale.body.size}rem`,
    lg: `${typeScale.lead.size}rem`,
    xl: `${typeScale.title.size}rem`,
  },
  headings: { fontFamily, fontWeight: `${fontWeights.semibold}` },
  spacing: { xs: rem(spacing[2]), sm: rem(spacing[3]), md: rem(spacing[4]), lg: rem(spacing[6]), xl: rem(spacing[8]) },
  radius: { xs: rem(radius.small), sm: rem(radius.small), md: rem(radius.medium), lg: rem(radius.large), xl: rem(999) },
  defaultRadius: 'md',
  shadows: {
    xs: 'var(--shadow-low)',
    sm: 'var(--shadow-low)',
    md: 'var(--shadow-middle)',
    lg: 'var(--shadow-middle)',
    xl: 'var(--shadow-high)',
  },
  breakpoints: {
    xs: em(breakpoints.phone),
    sm: em(breakpoints.tablet),
    md: em(breakpoints.desktop),
    lg: em(breakpoints.wide),
    xl: em(1920),
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Menu: {
      defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false, transitionProps: { duration: motion.quick } },
    },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 1, color: 'var(--scrim)' }, padding: 'lg' },
      styles: {
        content: { background: 'var(--raised)' },
        header: { background: 'var(--raised)' },
        title: { fontSize: 'var(--type-lead-size)', fontWeight: 'var(--weight-semibold)' },
      },
    },
    Radio: { styles: { description: belowLabel } },
    Checkbox: { styles: { description: belowLabel } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: motion.quick } } },
    Loader: { defaultProps: { type: 'dots' } },
  },
});

const shared: Record<string, string> = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-muted)',
  '--mantine-color-placeholder': 'var(--text-faint)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-success': 'var(--success)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--raised)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--text-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-contrast': 'var(--accent-ink)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-color-accent-text': 'var(--accent-text)',
  '--mantine-color-accent-outline': 'var(--accent-text)',
  '--mantine-color-red-filled': 'var(--danger)',
  '--mantine-color-red-text': 'var(--danger)',
  '--mantine-color-red-light': 'var(--danger-soft)',
  '--mantine-color-red-light-hover': 'var(--danger-soft)',
  '--mantine-color-red-light-color': 'var(--danger)',
};

/** Points Mantine's colour variables at the tokens, the same way in both themes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, dark: shared, light: shared });
