import type { ReactNode } from 'react';
import { ScreenHead } from '../../../ui/screen-head';
import { Trouble } from '../../../ui/trouble';
import { OperatorName } from '../../halt/operator-name';
import { useRunbook } from '../../halt/runbook-store';
import { ArchivePanel } from './archive-panel';
import { BackupPanel } from './backup-panel';
import { EvidencePanel } from './evidence-panel';
import styles from './keep.module.css';
import { KeepJobLine } from './keep-job-line';
import { useKeep } from './use-keep';

/** What of the record is kept elsewhere: evidence of one moment, backups of everything, and old segments moved away. */
export function Keep({ choice }: { readonly choice: ReactNode }) {
  const { view, problem, refresh } = useKeep();
  const { operator } = useRunbook();
  return (
    <>
      <ScreenHead title="Journal" note="What of it is kept elsewhere">
        {choice}
      </ScreenHead>
      {problem !== '' && view === null && (
        <Trouble title="What is kept could not be read">{problem} The journal itself goes on.</Trouble>
      )}
      {view !== null && (
        <div className={styles.keep}>
          <div className={styles.operator}>
            <OperatorName />
          </div>
          {view.job !== null && <KeepJobLine job={view.job} />}
          <div className={styles.panels}>
            <div className={styles.column}>
              <EvidencePanel view={view} operator={operator} />
              <ArchivePanel view={view} operator={operator} onChange={refresh} />
            </div>
            <BackupPanel view={view} operator={operator} onChange={refresh} />
          </div>
        </div>
      )}
    </>
  );
}
