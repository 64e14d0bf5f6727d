import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ArchiveView, KeepView, MadeArchive } from '../../../../shared/contract/keep';
import { call } from '../../../mirror/api';
import { useAction } from '../../../mirror/use-action';
import { formatBytes, formatCount } from '../../../ui/format';
import { GoodIcon, WarningIcon } from '../../../ui/icons';
import { LocalTime } from '../../../ui/local-time';
import { Panel } from '../../../ui/panel';
import styles from './keep.module.css';

interface Props {
  readonly view: KeepView;
  readonly operator: string;
  readonly onChange: () => void;
}

const DAYS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: 'A year' },
];

/** Old segments of the journal, moved elsewhere without breaking its chain. */
export function ArchivePanel({ view, operator, onChange }: Props) {
  const { archive } = view;
  const [days, setDays] = useState('90');
  const [made, setMade] = useState<MadeArchive | null>(null);
  const { failure, isBusy, run } = useAction(onChange);
  const move = async () => {
    const answer = await run(() => call('keep.archive', { days: Number(days), by: operator }));
    setMade(answer.ok ? answer.value : null);
  };
  return (
    <Panel
      title="Archive"
      note="old segments, moved elsewhere"
      actions={
        <Button
          size="compact-sm"
          variant="default"
          disabled={isBusy}
          onClick={() => void run(() => call('keep.choose-archive-folder', {}))}
        >
          Choose its folder…
        </Button>
      }
    >
      <div className={styles.body}>
        <output aria-label="Archived segments" className={styles.result}>
          <Here archive={archive} />
          {made !== null && <Made made={made} />}
        </output>
        <p>
          {archive.folder === null ? (
            'No folder is chosen. Nothing is ever archived by itself.'
          ) : (
            <>
              Goes to <span className={styles.path}>{archive.folder}</span>
            </>
          )}
        </p>
        {archive.isOnJournalDisk && (
          <p className={styles.warning}>
            <WarningIcon /> That is the journal's own disk: it frees nothing there. Choose a folder on another.
          </p>
        )}
        <div className={styles.controls}>
          <NativeSelect
            label="Older than"
            size="xs"
            value={days}
            data={DAYS}
            onChange={({ currentTarget }) => setDays(currentTarget.value)}
          />
          <Button
            size="xs"
            loading={isBusy}
            disabled={operator === '' || archive.folder === null || view.job !== null}
            onClick={() => void move()}
          >
            Archive old segments
          </Button>
        </div>
        <p role="alert" className={styles.bad}>
          {failure}
        </p>
        <p className={styles.fine}>
          Each segment is copied, read back and verified there, and put on record, before it is removed here. The last
          two always stay. A backup holds what is here: keep the archive as carefully. Search and charts keep their
          rows; exports, proofs of records and making the history anew need the archive connected.
        </p>
      </div>
    </Panel>
  );
}

function Here({ archive: { here, archived, problem } }: { readonly archive: ArchiveView }) {
  if (here === null)
    return (
      <p className={styles.bad}>
        <WarningIcon /> What was archived could not be read. {problem}
      </p>
    );
  return (
    <>
      <p>
        Here: {formatCount(here.segments)} {here.segments === 1 ? 'segment' : 'segments'}, {formatBytes(here.bytes)}
        {here.since !== null && (
          <>
            , from record {formatCount(here.fromSeq)} of <LocalTime at={here.since} />
          </>
        )}
      </p>
      {archived === null ? (
        <p className={styles.fine}>Nothing was archived: the journal here is whole.</p>
      ) : (
        <>
          <p className={archived.isAtHand ? styles.good : styles.warning}>
            {archived.isAtHand ? <GoodIcon /> : <WarningIcon />} Records 1 to {formatCount(archived.throughSeq)} are in
            the archive{archived.isAtHand ? ', which is at hand' : ', which is not connected'}
          </p>
          {archived.folders.map((folder) => (
            <p key={folder} className={styles.path}>
              {folder}
            </p>
          ))}
          {!archived.isAtHand && (
            <p>
              Verification begins with record {formatCount(here.fromSeq)} until it is. Nothing is lost by that; trading
              does not need it.
            </p>
          )}
        </>
      )}
    </>
  );
}

function Made({ made: { segments, bytes, throughSeq, recordSeq, notRemoved } }: { readonly made: MadeArchive }) {
  return (
    <>
      <p className={styles.good}>
        <GoodIcon /> Archived {formatCount(segments)} {segments === 1 ? 'segment' : 'segments'}, {formatBytes(bytes)},
        up to record {formatCount(throughSeq)}. On record as {formatCount(recordSeq)}.
      </p>
      {notRemoved !== '' && (
        <p className={styles.warning}>
          <WarningIcon /> Some could not be removed here, and are in both places: {notRemoved} Archive again to remove
          them.
        </p>
      )}
    </>
  );
}
