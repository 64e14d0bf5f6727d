import { useMantineColorScheme } from '@mantine/core';
import { Choice } from '../ui/choice';

const CHOICES = [
  { value: 'auto', label: 'Auto' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];

/** As the system, dark or light; remembered in this window's own storage. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Choice
      name="Theme"
      choices={CHOICES}
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
    />
  );
}
