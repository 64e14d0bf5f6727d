import { Button } from '@mantine/core';
import type { LimitEditRequest, LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { call } from '../../mirror/api';
import { type ChangeLine, ChangeSet } from '../../ui/change-set';
import { type Cell, cellKey, cellText, type Draft, entryAt } from './draft';
import type { Preview } from './use-preview';
import type { Trying } from './use-tried';
import { inWords, scopeName } from './words';

interface Props {
  readonly view: LimitsView;
  readonly draft: Draft;
  readonly preview: Preview;
  readonly trying: Trying;
  readonly onUndo: (cell: Cell) => void;
  /** Keeps the edits, on the limits as they are now. */
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
  readonly onSaved: () => void;
}

/** Limits that are edited and not saved, and a try of them against the last 24 hours. */
export function ChangePanel({ view, draft, preview, trying, onUndo, onKeep, onDiscard, onSaved }: Props) {
  const { edits } = draft;
  const { tried, start, stop, clear } = trying;
  const isStale = edits.length > 0 && draft.revision !== view.revision;
  const isWrong = [...preview.byCell.values()].some(({ problem }) => problem !== '');
  const isReady = preview.isCurrent && !isWrong;
  const isTrying = tried?.state === 'running';

  const lineOf = (edit: LimitEditRequest): ChangeLine => {
    const { limitId, level, key, to } = edit;
    const { name } = limitDefinition(limitId);
    const found = preview.byCell.get(cellKey(edit));
    const direction = found?.direction ?? 'same';
    const words = (text: string): string =>
      text === '' ? 'not set' : text === 'not watched' ? text : inWords(limitId, text);
    const [before, after] = [words(cellText(entryAt(view, edit), undefined)), words(cellText(undefined, edit))];
    return {
      key: cellKey(edit),
      what: (
        <>
          <strong>{name}</strong>, {scopeName(level, key)}: {before} → {after}
          {to.kind === 'value' && to.onBreach === 'resize' && ', made smaller to fit'}
        </>
      ),
      direction: found?.problem ? 'not valid' : DIRECTIONS[direction],
      tone: direction === 'same' ? undefined : direction,
      undoName: `Undo ${name}, ${scopeName(level, key)}`,
      onUndo: () => onUndo(edit),
    };
  };

  return (
    <ChangeSet
      lines={edits.map(lineOf)}
      hint="Write a number in the table to change it; nothing holds before you save."
      stale={isStale ? 'The limits have changed since you began.' : undefined}
      isReady={isReady}
      needsPassphrase={preview.needsPassphrase}
      more={
        <Button
          size="compact-sm"
          variant="default"
          disabled={!isTrying && (!isReady || isStale)}
          onClick={() => (isTrying ? stop() : void start(edits))}
        >
          {isTrying ? 'Stop trying' : 'Try on the last 24 h'}
        </Button>
      }
      onKeep={onKeep}
      onDiscard={() => {
        clear();
        onDiscard();
      }}
      save={(reason, passphrase) =>
        call('limits.change', { revision: draft.revision, edits: [...edits], reason, passphrase })
      }
      onSaved={() => {
        clear();
        onSaved();
      }}
    />
  );
}

const DIRECTIONS = {
  looser: '▲ looser',
  tighter: '▼ tighter',
  both: '◆ looser for some',
  hidden: '○ nothing changes now: a tighter number holds',
  same: '',
} as const;
