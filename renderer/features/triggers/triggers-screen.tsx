import { useCallback, useState } from 'react';
import type { TriggersView } from '../../../shared/contract/triggers';
import { type TriggerId, triggerDefinition } from '../../../shared/model/triggers';
import { call } from '../../mirror/api';
import { usePolled } from '../../mirror/polled';
import { Age } from '../../ui/age';
import styles from '../../ui/dock-screen.module.css';
import { Empty } from '../../ui/empty';
import { ScreenHead } from '../../ui/screen-head';
import { Trouble } from '../../ui/trouble';
import { ChangePanel } from './change-panel';
import { changeDraft, changesOf, useDraft, withEdit } from './draft';
import { Fired } from './fired';
import { TriggerDetail } from './trigger-detail';
import { TriggerTable } from './trigger-table';

const QUESTION = 'What is watched, and what does it stop?';

/** What is watched, how near is it, and what does it stop? */
export function TriggersScreen() {
  const { view, problem, refresh } = usePolled(useCallback(() => call('triggers.read', {}), []));
  if (view !== null) return <Loaded view={view} problem={problem} refresh={refresh} />;
  return (
    <>
      <ScreenHead title="Triggers" note={QUESTION} />
      {problem === '' ? (
        <Empty>Asking for the triggers…</Empty>
      ) : (
        <Trouble title="The triggers could not be read" detail={problem}>
          They watch all the same, and what fires halts. They are asked for again every 2 seconds.
        </Trouble>
      )}
    </>
  );
}

interface LoadedProps {
  readonly view: TriggersView;
  readonly problem: string;
  readonly refresh: () => void;
}

function Loaded({ view, problem, refresh }: LoadedProps) {
  const draft = useDraft();
  const [chosen, setChosen] = useState<TriggerId>('daily-loss');
  const changes = changesOf(draft, view);
  const trouble = problem === '' ? view.unsaved : `What is seen could not be brought up to date. ${problem}`;
  return (
    <>
      <ScreenHead title="Triggers" note={<Standing view={view} />} />
      {trouble !== '' && (
        <p className={styles.problem} role="status">
          {trouble}
        </p>
      )}
      <div className={styles.screen} data-stale={problem !== '' || undefined}>
        <Fired firings={view.firings} onDone={refresh} />
        <TriggerTable
          rows={view.rows}
          draft={draft}
          changes={changes}
          chosen={chosen}
          onChoose={setChosen}
          onEdit={(id, edit) => changeDraft((now) => withEdit(now, view, id, edit))}
        />
        <div className={styles.dock}>
          <TriggerDetail
            key={chosen}
            triggerId={chosen}
            row={view.rows.find(({ triggerId }) => triggerId === chosen)}
            change={changes.find(({ triggerId }) => triggerId === chosen)}
          />
          <ChangePanel view={view} draft={draft} changes={changes} onDone={refresh} />
        </div>
      </div>
    </>
  );
}

/** The answer in short. */
function Standing({ view: { rows, at } }: { readonly view: TriggersView }) {
  const unwatched = rows.filter(({ triggerId }) => triggerDefinition(triggerId).notWatched !== undefined).length;
  const off = rows.filter(({ setting }) => !setting.enabled).length;
  const watching = rows.length - unwatched - off;
  return (
    <>
      {watching} watch, four times a second{off > 0 && `; ${off} off`}
      {unwatched > 0 && `; ${unwatched} not watched yet`}. Age <Age at={at} />
    </>
  );
}
