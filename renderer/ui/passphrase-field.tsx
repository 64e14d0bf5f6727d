import { PasswordInput } from '@mantine/core';
import { PASSPHRASE_MAX } from '#shared/contract/bounds';
import { hrefOf } from '../app/routes';
import { useDesk } from '../mirror/store';
import styles from './forms.module.css';

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Asked for where something is made less safe; says where to set one while there is none. */
export function PassphraseField({ value, onChange }: Props) {
  const isSet = useDesk((desk) => desk.trading.passphraseSet);
  if (!isSet)
    return (
      <span className={styles.warning}>
        This asks for a passphrase, and none is set yet. <a href={hrefOf('halt')}>Set one</a> first.
      </span>
    );
  return (
    <PasswordInput
      className={styles.secret}
      aria-label="Passphrase"
      placeholder="Passphrase"
      size="xs"
      autoComplete="off"
      maxLength={PASSPHRASE_MAX}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
