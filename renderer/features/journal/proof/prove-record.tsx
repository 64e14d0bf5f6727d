import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Answer, Response } from '../../../../shared/contract/index';
import { call } from '../../../mirror/api';
import { CopyButton } from '../../../ui/copy-button';
import { formatCount } from '../../../ui/format';
import { BadIcon } from '../../../ui/icons';
import { Panel } from '../../../ui/panel';
import styles from './proof.module.css';

type Proven = Answer<Response<'proof.record'>>;

/** Gives the proof of one record as text, for somebody who does not have the journal. */
export function ProveRecord() {
  const [typed, setTyped] = useState('');
  const [isProving, setIsProving] = useState(false);
  const [proven, setProven] = useState<Proven | null>(null);
  const seq = /^[1-9][0-9]{0,14}$/.test(typed.replaceAll(/[,\s]/g, ''))
    ? Number(typed.replaceAll(/[,\s]/g, ''))
    : undefined;
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    if (seq === undefined) return;
    setIsProving(true);
    setProven(null);
    setProven(await call('proof.record', { seq }));
    setIsProving(false);
  };
  return (
    <Panel
      title="Prove this record"
      note="to somebody who does not have the journal"
      actions={proven?.ok === true ? <CopyButton text={proven.value.text} name="proof" /> : undefined}
    >
      <div className={styles.body}>
        <form className={styles.prove} onSubmit={(event) => void prove(event)}>
          <TextInput
            aria-label="Record number"
            placeholder="Record number"
            size="xs"
            value={typed}
            error={typed !== '' && seq === undefined ? 'A whole number from 1' : null}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" size="compact-sm" variant="default" disabled={seq === undefined} loading={isProving}>
            Prove
          </Button>
          <span className={styles.dim}>
            {isProving ? 'Reading the journal once…' : 'Its number is in the list under Records.'}
          </span>
        </form>
        <output aria-label="Proof">{proven !== null && <Result of={proven} />}</output>
      </div>
    </Panel>
  );
}

function Result({ of: proven }: { readonly of: Proven }) {
  if (!proven.ok)
    return (
      <p className={styles.bad}>
        <BadIcon /> {proven.message}
      </p>
    );
  const { text, bytes, checkpoint } = proven.value;
  return (
    <>
      <p className={styles.note}>
        Among the {formatCount(checkpoint.size)} records of checkpoint {formatCount(checkpoint.seq)},{' '}
        {checkpoint.signedBy === null ? 'which is not signed' : 'which is signed'}. The proof has {formatCount(bytes)}{' '}
        bytes; below it stand the checkpoint and the record. Save it as a file and check it with{' '}
        <code>verify_journal.py --proof FILE --key PUBLIC-KEY</code>.
      </p>
      <pre className={styles.proof} data-selectable>
        {text}
      </pre>
    </>
  );
}
