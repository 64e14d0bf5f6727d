export function chooseTheme(theme: 'dark' | 'light'): string;
