import { useCallback, useState } from 'react';
import type { LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { call } from '../../mirror/api';
import { Age } from '../../ui/age';
import styles from '../../ui/dock-screen.module.css';
import { Empty } from '../../ui/empty';
import { ScreenHead } from '../../ui/screen-head';
import { Trouble } from '../../ui/trouble';
import { ChainTable } from './chain-table';
import { ChangePanel } from './change-panel';
import { type Cell, changeDraft, NO_DRAFT, useDraft, withEdit, withoutEdit } from './draft';
import { Inspector } from './inspector';
import { NeedsALook } from './needs-a-look';
import { PresetPicker } from './preset-picker';
import { Subjects } from './subjects';
import { TriedResult } from './tried-result';
import { type Chosen, useLimits } from './use-limits';
import { usePreview } from './use-preview';
import { useTried } from './use-tried';
import { inWords, usedInShort } from './words';

/** What may each bot do, and how near is it? */
export function LimitsScreen() {
  const [chosen, setChosen] = useState<Chosen>({ botId: null, symbol: null });
  const { view, problem, refresh } = useLimits(chosen);
  if (view === null)
    return (
      <>
        <ScreenHead title="Limits" note="What may each bot do, and how near is it?" />
        {problem === '' ? (
          <Empty>Asking for the limits…</Empty>
        ) : (
          <Trouble title="The limits could not be read" detail={problem}>
            They are in force all the same: every order is held against them. They are asked for again every 2 seconds.
          </Trouble>
        )}
      </>
    );
  return (
    <Loaded
      view={view}
      problem={problem}
      refresh={refresh}
      onChoose={(botId, symbol) => setChosen({ botId, symbol })}
    />
  );
}

interface LoadedProps {
  readonly view: LimitsView;
  readonly problem: string;
  readonly refresh: () => void;
  readonly onChoose: (botId: string, symbol: string) => void;
}

function Loaded({ view, problem, refresh, onChoose }: LoadedProps) {
  const draft = useDraft();
  const [cell, setCell] = useState<Cell | null>(null);
  const trying = useTried();
  const preview = usePreview(draft.edits, view.revision);
  const { edits } = draft;

  const propose = useCallback(
    async (presetId: string): Promise<string> => {
      const answer = await call('limits.preset', { presetId });
      if (!answer.ok) return answer.message;
      changeDraft(() => ({ revision: view.revision, edits: answer.value.edits }));
      return answer.value.edits.length === 0 ? 'The portfolio is set like that already.' : '';
    },
    [view.revision],
  );

  return (
    <>
      <ScreenHead title="Limits" note={<Standing view={view} />}>
        <PresetPicker presets={view.presets} hasEdits={edits.length > 0} onPropose={propose} />
      </ScreenHead>
      {(problem !== '' || view.unsaved !== '') && (
        <p className={styles.problem} role="status">
          {problem === '' ? view.unsaved : `These numbers could not be brought up to date. ${problem}`}
        </p>
      )}
      <div className={styles.screen} data-stale={problem !== '' || undefined}>
        <NeedsALook view={view} onDone={refresh} />
        <Subjects subjects={view.subjects} chosen={view.chosen} onChoose={onChoose} />
        <ChainTable
          view={view}
          edits={edits}
          preview={preview}
          onFocus={setCell}
          onEdit={(edit) => changeDraft((now) => withEdit(now, view, edit))}
          onUndo={(undone) => changeDraft((now) => withoutEdit(now, undone))}
        />
        <div className={styles.dock} data-idle={(cell === null && edits.length === 0) || undefined}>
          {trying.tried === null ? (
            <Inspector
              view={view}
              cell={cell}
              edits={edits}
              onEdit={(edit) => changeDraft((now) => withEdit(now, view, edit))}
              onDone={refresh}
            />
          ) : (
            <TriedResult tried={trying.tried} edits={edits} onClose={trying.clear} />
          )}
          <ChangePanel
            view={view}
            draft={draft}
            preview={preview}
            trying={trying}
            onUndo={(undone) => changeDraft((now) => withoutEdit(now, undone))}
            onKeep={() => changeDraft((now) => ({ ...now, revision: view.revision }))}
            onDiscard={() => changeDraft(() => NO_DRAFT)}
            onSaved={() => {
              changeDraft(() => NO_DRAFT);
              refresh();
            }}
          />
        </div>
      </div>
    </>
  );
}

/** The answer in short: of whom most is used up. */
function Standing({ view: { subjects, at } }: { readonly view: LimitsView }) {
  const missing = subjects.filter((subject) => subject.missing > 0).length;
  const nearest = subjects.reduce<LimitsView['subjects'][number] | null>(
    (most, each) => ((each.nearest?.percent ?? -1) > (most?.nearest?.percent ?? -1) ? each : most),
    null,
  );
  if (subjects.length === 0) return 'There is no bot yet; the portfolio’s limits hold for all that come.';
  const { limitId, percent, used, text } = nearest?.nearest ?? {};
  return (
    <>
      {nearest !== null && limitId !== undefined && used !== null && used !== undefined && (
        <>
          Nearest: {nearest.botId}, {limitDefinition(limitId).name.toLowerCase()} {usedInShort(used)} of{' '}
          {inWords(limitId, text ?? '')}, {percent} %.{' '}
        </>
      )}
      {missing > 0 && `${missing} with limits missing. `}
      Age <Age at={at} />
    </>
  );
}
