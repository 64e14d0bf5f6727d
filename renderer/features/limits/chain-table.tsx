import { Fragment, memo, useMemo, useRef } from 'react';
import type { AppliedLimitView, LimitEditRequest, LimitsView } from '../../../shared/contract/limits';
import { LIMIT_LEVELS, type LimitId, type LimitLevel, limitDefinition } from '../../../shared/model/limits';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './chain-table.module.css';
import { type Cell, cellBreach, cellKey, cellText, entryAt, problemId } from './draft';
import { LimitCell } from './limit-cell';
import { UseBar } from './use-bar';
import type { EditPreview, Preview } from './use-preview';
import { GROUPS, levelName, scopeName, unitOf } from './words';

interface Props {
  readonly view: LimitsView;
  readonly edits: readonly LimitEditRequest[];
  readonly preview: Preview;
  readonly onFocus: (cell: Cell) => void;
  readonly onEdit: (edit: LimitEditRequest) => void;
  readonly onUndo: (cell: Cell) => void;
}

/** The levels of one bot on one symbol; without a bot, only the portfolio. */
function scopesOf({ chosen }: LimitsView): readonly { readonly level: LimitLevel; readonly key: string }[] {
  const portfolio = { level: 'portfolio', key: '*' } as const;
  if (chosen === null) return [portfolio];
  const keys = {
    portfolio: '*',
    exchange: chosen.exchange,
    account: chosen.accountId,
    bot: chosen.botId,
    symbol: chosen.symbol,
  };
  return LIMIT_LEVELS.map((level) => ({ level, key: keys[level] }));
}

/** Every limit of one bot on one symbol: what applies, how much of it is used, and what each level sets. Edited in place. */
export function ChainTable({ view, edits, preview, onFocus, onEdit, onUndo }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const scopes = scopesOf(view);
  const { chosen } = view;
  const applied = useMemo(() => new Map((chosen?.limits ?? []).map((limit) => [limit.limitId, limit])), [chosen]);
  const editAt = new Map(edits.map((edit) => [cellKey(edit), edit]));
  const name = chosen === null ? 'Portfolio' : `${chosen.botId} on ${chosen.symbol}`;

  /** From cell to cell of one level, past those that have none. */
  const move = (from: HTMLInputElement, by: 1 | -1): void => {
    const column = [
      ...(table.current?.querySelectorAll<HTMLInputElement>(`input[data-level="${from.dataset.level}"]`) ?? []),
    ];
    column[column.indexOf(from) + by]?.focus();
  };

  return (
    <Panel title={name} note="the tightest number applies; a limit set nowhere refuses" className={styles.panel}>
      <ScrollBox name={`Limits of ${name}, scrollable`}>
        <table ref={table} className={styles.table} aria-label={`Limits of ${name}`}>
          <colgroup>
            <col className={chosen === null ? undefined : styles.name} />
            {chosen !== null && <col className={styles.used} />}
            {scopes.map(({ level }) => (
              <col key={level} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Limit</th>
              {chosen !== null && (
                <th scope="col" className={styles.inForce}>
                  In force, and used now
                </th>
              )}
              {scopes.map(({ level, key }) => (
                <th key={level} scope="col" className={styles.right} title={scopeName(level, key)}>
                  {level === 'portfolio' ? levelName(level) : key}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {GROUPS.map(({ title, ids }) => (
              <Fragment key={title}>
                <tr className={styles.group}>
                  <th scope="colgroup" colSpan={scopes.length + (chosen === null ? 1 : 2)}>
                    {title}
                  </th>
                </tr>
                {ids.map((limitId) => (
                  <LimitRow
                    key={limitId}
                    limitId={limitId}
                    view={view}
                    scopes={scopes}
                    applied={applied.get(limitId)}
                    editAt={editAt}
                    previewAt={preview.byCell}
                    onFocus={onFocus}
                    onEdit={onEdit}
                    onUndo={onUndo}
                    onMove={move}
                  />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly limitId: LimitId;
  readonly view: LimitsView;
  readonly scopes: ReturnType<typeof scopesOf>;
  readonly applied: AppliedLimitView | undefined;
  readonly editAt: ReadonlyMap<string, LimitEditRequest>;
  readonly previewAt: ReadonlyMap<string, EditPreview>;
  readonly onFocus: (cell: Cell) => void;
  readonly onEdit: (edit: LimitEditRequest) => void;
  readonly onUndo: (cell: Cell) => void;
  readonly onMove: (from: HTMLInputElement, by: 1 | -1) => void;
}

function LimitRow({ limitId, view, scopes, applied, editAt, previewAt, onFocus, onEdit, onUndo, onMove }: RowProps) {
  const { name, levels } = limitDefinition(limitId);
  const symbol = view.chosen?.symbol ?? '';
  const problems = scopes.flatMap(({ level, key }) => {
    const problem = previewAt.get(cellKey({ level, key, limitId }))?.problem ?? '';
    return problem === '' ? [] : [{ level, key, problem }];
  });
  return (
    <>
      <tr>
        <th scope="row" title={name}>
          {name} {view.chosen === null && <span className={styles.unit}>{unitOf(limitId)}</span>}
        </th>
        {view.chosen !== null && (
          <td>
            {applied !== undefined && (
              <span className={styles.applied}>
                <UseBar limit={applied} symbol={symbol} />
                <SetBy limit={applied} />
              </span>
            )}
          </td>
        )}
        {scopes.map(({ level, key }) => {
          const cell = { level, key, limitId };
          const id = cellKey(cell);
          const edit = editAt.get(id);
          const entry = entryAt(view, cell);
          return (
            <td key={level} className={styles.cell}>
              {levels.includes(level) && (
                <LimitCell
                  cell={cell}
                  label={`${name}, ${scopeName(level, key)}`}
                  text={cellText(entry, edit)}
                  onBreach={cellBreach(entry, edit)}
                  isEdited={edit !== undefined}
                  isEntrySet={entry !== undefined}
                  preview={previewAt.get(id)}
                  isWinner={applied?.level === level && applied.overrideId === null}
                  hasOverride={applied?.level === level && applied.overrideId !== null}
                  onFocus={onFocus}
                  onEdit={onEdit}
                  onUndo={onUndo}
                  onMove={onMove}
                />
              )}
            </td>
          );
        })}
      </tr>
      {problems.map(({ level, key, problem }) => (
        <tr key={level} className={styles.problem}>
          <td colSpan={scopes.length + (view.chosen === null ? 1 : 2)}>
            <span id={problemId({ level, key, limitId })} role="alert">
              {levelName(level)}: {problem}
            </span>
          </td>
        </tr>
      ))}
    </>
  );
}

/** Who set what applies: `bot`, or `override` with the level it is made at. */
const SetBy = memo(function SetBy({ limit: { level, overrideId } }: { readonly limit: AppliedLimitView }) {
  if (level === null) return <span className={styles.by}>nobody</span>;
  return (
    <span
      className={styles.by}
      title={overrideId === null ? `set by the ${level}` : `a temporary override of the ${level}`}
    >
      {overrideId === null ? level : 'override'}
    </span>
  );
});
