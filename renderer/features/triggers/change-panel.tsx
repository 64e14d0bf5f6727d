import type { TriggersView } from '../../../shared/contract/triggers';
import { triggerDefinition } from '../../../shared/model/triggers';
import { call } from '../../mirror/api';
import { type ChangeLine, ChangeSet } from '../../ui/change-set';
import { type Change, changeDraft, type Draft, NO_DRAFT, withoutEdit } from './draft';
import { differences } from './words';

interface Props {
  readonly view: TriggersView;
  readonly draft: Draft;
  readonly changes: readonly Change[];
  readonly onDone: () => void;
}

/** Triggers that are edited and not saved. */
export function ChangePanel({ view, draft, changes, onDone }: Props) {
  const isStale = changes.length > 0 && draft.revision !== view.revision;
  return (
    <ChangeSet
      lines={changes.map(lineOf)}
      hint="Write in the table to change a trigger; nothing holds before you save. What makes a trigger looser asks for your passphrase."
      stale={isStale ? 'The triggers have changed since you began.' : undefined}
      isReady={changes.every(({ problem }) => problem === '')}
      needsPassphrase={changes.some(({ isLooser }) => isLooser)}
      onKeep={() => changeDraft((now) => ({ ...now, revision: view.revision }))}
      onDiscard={() => changeDraft(() => NO_DRAFT)}
      save={(reason, passphrase) =>
        call('triggers.change', {
          revision: draft.revision,
          edits: changes.map(({ triggerId, to }) => ({ triggerId, to })),
          reason,
          passphrase,
        })
      }
      onSaved={() => {
        changeDraft(() => NO_DRAFT);
        onDone();
      }}
    />
  );
}

function lineOf({ triggerId, from, to, problem, isLooser }: Change): ChangeLine {
  const { name, unit } = triggerDefinition(triggerId);
  const isValid = problem === '';
  const what = isValid ? differences(from, to, unit) : problem;
  return {
    key: triggerId,
    what: (
      <>
        <strong>{name}</strong>: {what}
      </>
    ),
    title: what,
    direction: isValid ? (isLooser ? '▲ looser' : '▼ tighter') : 'not valid',
    tone: isValid ? (isLooser ? 'looser' : 'tighter') : undefined,
    undoName: `Undo ${name}`,
    onUndo: () => changeDraft((now) => withoutEdit(now, triggerId)),
  };
}
