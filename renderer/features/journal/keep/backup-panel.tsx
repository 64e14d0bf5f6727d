import { Button } from '@mantine/core';
import type { KeepView, MadeBackup } from '../../../../shared/contract/keep';
import { call } from '../../../mirror/api';
import { useAction } from '../../../mirror/use-action';
import { Since } from '../../../ui/age';
import { formatBytes, formatCount } from '../../../ui/format';
import { GoodIcon, WarningIcon } from '../../../ui/icons';
import { LocalTime } from '../../../ui/local-time';
import { Panel } from '../../../ui/panel';
import { useNewPassphrase } from '../../vault/new-passphrase';
import styles from './keep.module.css';

interface Props {
  readonly view: KeepView;
  readonly operator: string;
  readonly onChange: () => void;
}

/** An encrypted copy of everything but keys, restored at once to prove that it can be. */
export function BackupPanel({ view, operator, onChange }: Props) {
  const { failure, isBusy, run } = useAction(onChange);
  const { good, fields, clear } = useNewPassphrase();
  const backUp = async () => {
    const answer = await run(() => call('keep.back-up', { passphrase: good, by: operator }));
    if (answer.ok) clear();
  };
  return (
    <Panel
      title="Backup"
      note="encrypted, and proved by a restore"
      actions={
        <Button
          size="compact-sm"
          variant="default"
          disabled={isBusy}
          onClick={() => void run(() => call('keep.choose-backup-folder', {}))}
        >
          Choose its folder…
        </Button>
      }
    >
      <div className={styles.body}>
        <output aria-label="Last backup" className={styles.result}>
          <LastBackup last={view.lastBackup} />
        </output>
        <p>
          Goes to <span className={styles.path}>{view.backupFolder}</span>
        </p>
        {view.isBackupOnJournalDisk && (
          <p className={styles.warning}>
            <WarningIcon /> That is the journal's own disk: if it breaks, both are lost. Choose a folder on another, or
            copy the file elsewhere.
          </p>
        )}
        <p className={styles.fine}>
          Holds the journal, settings, limits and halts. No exchange key, not even sealed: after a restore keys are
          entered again, the passphrase is set anew, and trading comes back halted. Without the backup's own passphrase
          nobody can open it, you neither.
        </p>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void backUp();
          }}
        >
          <p>A passphrase of the backup's own, not the one that resumes trading:</p>
          {fields}
          <Button
            type="submit"
            size="compact-sm"
            loading={isBusy}
            disabled={good === '' || operator === '' || view.job !== null}
          >
            Back up now
          </Button>
        </form>
        <p role="alert" className={styles.bad}>
          {failure}
        </p>
      </div>
    </Panel>
  );
}

function LastBackup({ last }: { readonly last: MadeBackup | null }) {
  if (last === null)
    return (
      <p className={styles.warning}>
        <WarningIcon /> No backup yet. If this disk is lost, so is the record of what was traded.
      </p>
    );
  const { file, madeAt, bytes, files, proof } = last;
  return (
    <>
      {proof.proved ? (
        <p className={styles.good}>
          <GoodIcon /> Restored and verified <LocalTime at={proof.at} /> (<Since at={proof.at} /> ago):{' '}
          {formatCount(proof.records)} records, head {formatCount(proof.headSeq)}
        </p>
      ) : (
        <p className={styles.bad}>
          <WarningIcon /> Not proved: {proof.why}
        </p>
      )}
      <p>
        <span className={styles.path}>{file}</span>, {formatBytes(bytes)} in {formatCount(files)} files, made{' '}
        <LocalTime at={madeAt} />
      </p>
    </>
  );
}
