import { SegmentedControl } from '@mantine/core';
import styles from './choice.module.css';

interface Props {
  readonly name: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A few choices side by side, of which one holds. */
export function Choice({ name, choices, value, onChange }: Props) {
  return (
    <SegmentedControl
      aria-label={name}
      size="xs"
      data={[...choices]}
      value={value}
      transitionDuration={0}
      classNames={{ root: styles.root, indicator: styles.indicator, label: styles.label }}
      onChange={onChange}
    />
  );
}
