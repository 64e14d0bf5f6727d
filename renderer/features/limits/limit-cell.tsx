import { type KeyboardEvent, memo } from 'react';
import { LIMIT_TEXT_MAX } from '#shared/contract/bounds';
import type { LimitEditRequest } from '../../../shared/contract/limits';
import type { OnBreach } from '../../../shared/model/limits';
import { ClockIcon } from '../../ui/icons';
import { type Cell, problemId } from './draft';
import styles from './limit-cell.module.css';
import type { EditPreview } from './use-preview';

interface Props {
  readonly cell: Cell;
  readonly label: string;
  readonly text: string;
  readonly onBreach: OnBreach;
  readonly isEdited: boolean;
  /** Whether the level sets this limit now. */
  readonly isEntrySet: boolean;
  readonly preview: EditPreview | undefined;
  /** Whether this is the number that applies. */
  readonly isWinner: boolean;
  readonly hasOverride: boolean;
  readonly onFocus: (cell: Cell) => void;
  readonly onEdit: (edit: LimitEditRequest) => void;
  readonly onUndo: (cell: Cell) => void;
  readonly onMove: (from: HTMLInputElement, by: 1 | -1) => void;
}

const NUMBER = /^[\d.]*$/;
const MARKS = { looser: '▲', tighter: '▼', both: '◆', hidden: '○', same: '' } as const;

/** One limit at one level, written in place. Arrow keys go up and down the level, Escape takes the edit back. */
export const LimitCell = memo(function LimitCell(props: Props) {
  const { cell, label, text, onBreach, isEdited, isEntrySet, preview, isWinner, hasOverride } = props;
  const { onFocus, onEdit, onUndo, onMove } = props;
  const hasProblem = isEdited && preview !== undefined && preview.problem !== '';
  const direction = isEdited && !hasProblem ? preview?.direction : undefined;

  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape' && isEdited) onUndo(cell);
    else if (event.key === 'ArrowDown' || event.key === 'Enter') onMove(event.currentTarget, 1);
    else if (event.key === 'ArrowUp') onMove(event.currentTarget, -1);
    else return;
    event.preventDefault();
  };

  const write = (written: string): void => {
    // Where nothing is set an empty cell is as it was; where something is, taking it away is said on purpose.
    if (written === '' && !isEntrySet) onUndo(cell);
    else onEdit({ ...cell, to: { kind: 'value', text: written, onBreach } });
  };

  return (
    <span
      className={styles.cell}
      data-edited={isEdited || undefined}
      data-direction={direction}
      data-winner={isWinner || undefined}
      data-problem={hasProblem || undefined}
      data-words={NUMBER.test(text) ? undefined : true}
    >
      {direction !== undefined && (
        <span className={styles.mark} aria-hidden="true">
          {MARKS[direction]}
        </span>
      )}
      {hasOverride && !isEdited && (
        <span className={styles.mark} title="A temporary override holds instead">
          <ClockIcon />
        </span>
      )}
      <input
        className={styles.input}
        data-level={cell.level}
        aria-label={direction === undefined ? label : `${label}, ${direction}`}
        aria-invalid={hasProblem || undefined}
        aria-describedby={hasProblem ? problemId(cell) : undefined}
        title={onBreach === 'resize' ? `${text}, or made smaller to fit` : text}
        placeholder={isEdited && !hasProblem ? 'taken away' : '–'}
        spellCheck={false}
        autoComplete="off"
        maxLength={LIMIT_TEXT_MAX}
        value={text}
        onFocus={() => onFocus(cell)}
        onKeyDown={onKey}
        onChange={({ currentTarget: { value } }) => write(value)}
      />
    </span>
  );
});
