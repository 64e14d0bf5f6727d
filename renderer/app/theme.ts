import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The blue of focus, links and ordinary buttons; chosen so that white on shade 7 and shade 3 on dark both read. */
const harbour: MantineColorsTuple = [
  '#eaf2ff',
  '#d3e3ff',
  '#a8c8ff',
  '#8ab6ff',
  '#5b95f0',
  '#3f7fe0',
  '#2a6bd0',
  '#1f5cba',
  '#174a99',
  '#103a7c',
];

/** System fonts only: nothing is fetched. All of them have figures of one width. */
const fontFamily =
  '-apple-system, "Segoe UI Variable Text", "Segoe UI", "Adwaita Sans", Cantarell, Ubuntu, "Noto Sans", "DejaVu Sans Condensed", system-ui, sans-serif';

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour },
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '13px', lg: '15px', xl: '18px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
});

const shared = {
  '--mantine-color-body': 'var(--hf-bg)',
  '--mantine-color-text': 'var(--hf-text)',
  '--mantine-color-dimmed': 'var(--hf-dim)',
  '--mantine-color-placeholder': 'var(--hf-dim)',
  '--mantine-color-error': 'var(--hf-danger)',
  '--mantine-color-default': 'var(--hf-raised)',
  '--mantine-color-default-hover': 'var(--hf-hover)',
  '--mantine-color-default-border': 'var(--hf-line-strong)',
  '--mantine-color-disabled': 'var(--hf-raised)',
  '--mantine-color-disabled-color': 'var(--hf-dim)',
  '--mantine-color-disabled-border': 'var(--hf-line-strong)',
  '--mantine-color-default-color': 'var(--hf-text)',
};

/** Mantine's colours come from our tokens, so that both themes are defined in one place: tokens.css. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
