import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { PASSPHRASE_MAX } from '#shared/contract/bounds';
import { useNewPassphrase } from './new-passphrase';
import { useVaultCall } from './use-vault-call';
import styles from './vault.module.css';

interface FormProps {
  readonly title: string;
  readonly isRuled?: boolean;
  readonly failure: string;
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
}

function VaultForm({ title, isRuled = false, failure, onSubmit, children }: FormProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void onSubmit();
  };
  return (
    <form
      className={`${styles.form} ${isRuled ? styles.ruled : ''}`}
      aria-label={title}
      onSubmit={submit}
      autoComplete="off"
    >
      <h3>{title}</h3>
      {children}
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </form>
  );
}

interface SecretProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const Secret = ({ label, value, onChange }: SecretProps) => (
  <PasswordInput
    label={label}
    autoComplete="off"
    maxLength={PASSPHRASE_MAX}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

/** First use: the operator's one passphrase, which resuming asks for and the vault is sealed under. */
export function SetPassphrase({ isHalted = false }: { readonly isHalted?: boolean }) {
  const { good, fields, clear } = useNewPassphrase();
  const { isRunning, failure, ask } = useVaultCall('vault.set-up');
  const save = async (): Promise<void> => {
    if (await ask({ passphrase: good })) clear();
  };
  return (
    <VaultForm title="Set a passphrase" isRuled failure={failure} onSubmit={save}>
      <p className={styles.fine}>
        {isHalted
          ? 'Resuming asks for it, so it comes first.'
          : 'Resuming after a halt will ask for it. Set it while it is calm.'}{' '}
        Your exchange keys are sealed under it, too. It cannot be shown again. Four or five unrelated words are easy to
        keep and hard to guess.
      </p>
      {fields}
      <Button type="submit" loading={isRunning} disabled={good === ''}>
        Set passphrase
      </Button>
    </VaultForm>
  );
}

/** A passphrase from before there was a vault, or from a day without a keychain, seals the vault now. */
export function SetUpVault() {
  const [passphrase, setPassphrase] = useState('');
  const { isRunning, failure, ask } = useVaultCall('vault.set-up');
  const save = async (): Promise<void> => {
    if (await ask({ passphrase })) setPassphrase('');
  };
  return (
    <VaultForm title="Set up the vault" failure={failure} onSubmit={save}>
      <p className={styles.fine}>
        You have a passphrase already. The vault, which keeps exchange keys, is sealed under the same one: enter it
        once, and print the recovery code that follows.
      </p>
      <Secret label="Passphrase" value={passphrase} onChange={setPassphrase} />
      <Button type="submit" loading={isRunning} disabled={passphrase === ''}>
        Set up the vault
      </Button>
    </VaultForm>
  );
}

/** Opens the vault; for who has forgotten the passphrase, the recovery code opens it and sets another one. */
export function Unlock() {
  const [passphrase, setPassphrase] = useState('');
  const [hasForgotten, setForgotten] = useState(false);
  const { isRunning, failure, ask } = useVaultCall('vault.unlock');
  const unlock = async (): Promise<void> => {
    await ask({ passphrase });
    setPassphrase('');
  };
  if (hasForgotten) return <Recover onBack={() => setForgotten(false)} />;
  return (
    <VaultForm title="Unlock" failure={failure} onSubmit={unlock}>
      <Secret label="Passphrase" value={passphrase} onChange={setPassphrase} />
      <Button type="submit" loading={isRunning} disabled={passphrase === ''}>
        Unlock
      </Button>
      <div>
        <Button variant="subtle" size="compact-sm" onClick={() => setForgotten(true)}>
          I have forgotten it
        </Button>
      </div>
    </VaultForm>
  );
}

export function Recover({ onBack }: { readonly onBack: () => void }) {
  const [recoveryCode, setRecoveryCode] = useState('');
  const { good, fields, clear } = useNewPassphrase();
  const { isRunning, failure, ask } = useVaultCall('vault.recover');
  const recover = async (): Promise<void> => {
    if (!(await ask({ recoveryCode, next: good }))) return;
    setRecoveryCode('');
    clear();
    onBack();
  };
  return (
    <VaultForm title="Recover with the printed code" failure={failure} onSubmit={recover}>
      <p className={styles.fine}>
        The code opens the vault once and sets another passphrase. A new code follows; the old one is void. Without the
        code nobody can open it: delete the keys at their exchanges and make new ones.
      </p>
      <TextInput
        label="Recovery code"
        description="Eight groups of four. Small letters are fine."
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        value={recoveryCode}
        onChange={(event) => setRecoveryCode(event.currentTarget.value)}
      />
      {fields}
      <div className={styles.line}>
        <Button type="submit" loading={isRunning} disabled={recoveryCode.length < 8 || good === ''}>
          Set the new passphrase
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </VaultForm>
  );
}

/** Another passphrase: every key is sealed anew, or none. */
export function ChangePassphrase() {
  const [passphrase, setPassphrase] = useState('');
  const { good, fields, clear } = useNewPassphrase();
  const { isRunning, failure, ask } = useVaultCall('vault.change-passphrase');
  const change = async (): Promise<void> => {
    if (!(await ask({ passphrase, next: good }))) return;
    setPassphrase('');
    clear();
  };
  return (
    <VaultForm title="Change the passphrase" isRuled failure={failure} onSubmit={change}>
      <p className={styles.fine}>
        Every key is sealed anew, or none. A new recovery code follows; the old one is void.
      </p>
      <Secret label="Passphrase in use" value={passphrase} onChange={setPassphrase} />
      {fields}
      <Button type="submit" variant="default" loading={isRunning} disabled={passphrase === '' || good === ''}>
        Change passphrase
      </Button>
    </VaultForm>
  );
}
