import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import styles from './theme-switch.module.css';

const CHOICES = [
  { value: 'auto', label: 'Auto' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];

/** As the system, dark or light; remembered in this window's own storage. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Theme"
      size="xs"
      data={CHOICES}
      value={colorScheme}
      transitionDuration={0}
      classNames={{ root: styles.root, indicator: styles.indicator, label: styles.label }}
      onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
    />
  );
}
