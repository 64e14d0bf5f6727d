import { memo } from 'react';
import type { TriggerRow } from '../../../shared/contract/triggers';
import { TRIGGER_ACTIONS, type TriggerId, triggerDefinition } from '../../../shared/model/triggers';
import { MISSING } from '../../ui/format';
import { type Column, HeadRow } from '../../ui/head-row';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import { type Change, type Draft, type Written, written } from './draft';
import { NowBar } from './now-bar';
import styles from './trigger-table.module.css';
import { ACTIONS, SCOPES } from './words';

const COLUMNS: readonly Column[] = [
  ['On', styles.on],
  ['Watches'],
  ['Now, of its threshold', styles.now],
  ['Threshold', styles.threshold],
  ['In, s', styles.window],
  ['Times', styles.confirmations],
  ['Stops', styles.scope],
  ['Action', styles.action],
  ['Last fired', styles.fired],
];

interface Props {
  readonly rows: readonly TriggerRow[];
  readonly draft: Draft;
  readonly changes: readonly Change[];
  readonly chosen: TriggerId;
  readonly onChoose: (id: TriggerId) => void;
  readonly onEdit: (id: TriggerId, edit: Written) => void;
}

/** Every trigger: what it watches, what it sees now, and how it is set, written in place. */
export function TriggerTable({ rows, draft, changes, chosen, onChoose, onEdit }: Props) {
  return (
    <Panel title="Triggers" note="what is written here holds once it is saved" className={styles.panel}>
      <ScrollBox name="Triggers, scrollable">
        <table className={`${table.table} ${styles.table}`} aria-label="Triggers">
          <HeadRow columns={COLUMNS} />
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.triggerId}
                row={row}
                edit={draft.edits[row.triggerId]}
                change={changes.find(({ triggerId }) => triggerId === row.triggerId)}
                isChosen={row.triggerId === chosen}
                onChoose={onChoose}
                onEdit={onEdit}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly row: TriggerRow;
  readonly edit: Written | undefined;
  readonly change: Change | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (id: TriggerId) => void;
  readonly onEdit: (id: TriggerId, edit: Written) => void;
}

const Row = memo(function Row({ row, edit, change, isChosen, onChoose, onEdit }: RowProps) {
  const { triggerId, setting, now, lastFiredAt } = row;
  const { name, sentence, unit, base, scopes, notWatched } = triggerDefinition(triggerId);
  const value = edit ?? written(setting);
  const write = (part: Partial<Written>): void => onEdit(triggerId, { ...value, ...part });
  const direction =
    change === undefined ? undefined : change.problem !== '' ? 'wrong' : change.isLooser ? 'looser' : 'tighter';
  const number = (field: 'threshold' | 'windowSeconds' | 'confirmations', label: string) => (
    <input
      className={styles.input}
      aria-label={`${label}, ${name}`}
      aria-invalid={direction === 'wrong' || undefined}
      inputMode="decimal"
      spellCheck={false}
      autoComplete="off"
      maxLength={16}
      data-edited={(edit !== undefined && edit[field] !== written(setting)[field]) || undefined}
      value={value[field]}
      onChange={({ currentTarget }) => write({ [field]: currentTarget.value })}
    />
  );
  return (
    // What has the focus is what the panel below is about.
    <tr
      data-chosen={isChosen || undefined}
      data-direction={direction}
      data-off={!value.enabled || notWatched !== undefined || undefined}
      onFocus={() => onChoose(triggerId)}
    >
      <td className={styles.on}>
        <input
          type="checkbox"
          aria-label={`Watch ${name}`}
          checked={value.enabled}
          onChange={({ currentTarget }) => write({ enabled: currentTarget.checked })}
        />
      </td>
      <th scope="row">
        <button type="button" className={styles.name} title={sentence} onClick={() => onChoose(triggerId)}>
          <strong>{name}</strong>
          <span>{notWatched === undefined ? sentence : `Not watched yet. ${notWatched}`}</span>
        </button>
      </th>
      <td className={styles.now}>
        {notWatched !== undefined ? (
          <span className={styles.dim}>not watched yet</span>
        ) : (
          <NowBar now={now} threshold={setting.threshold} unit={unit} base={base} isOn={setting.enabled} />
        )}
      </td>
      <td className={styles.threshold}>
        {number('threshold', 'Threshold')}
        <span className={styles.unit}>{unit}</span>
      </td>
      <td className={styles.window}>{number('windowSeconds', 'Window in seconds')}</td>
      <td className={styles.confirmations}>{number('confirmations', 'Confirmations')}</td>
      <td className={styles.scope}>
        <select
          aria-label={`Stops, ${name}`}
          value={value.scope}
          data-edited={value.scope !== setting.scope || undefined}
          onChange={({ currentTarget }) => write({ scope: currentTarget.value as Written['scope'] })}
        >
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {SCOPES[scope]}
            </option>
          ))}
        </select>
      </td>
      <td className={styles.action}>
        <select
          aria-label={`Action, ${name}`}
          value={value.action}
          data-edited={value.action !== setting.action || undefined}
          onChange={({ currentTarget }) => write({ action: currentTarget.value as Written['action'] })}
        >
          {TRIGGER_ACTIONS.map((action) => (
            <option key={action} value={action}>
              {ACTIONS[action]}
            </option>
          ))}
        </select>
      </td>
      <td className={styles.fired}>
        {lastFiredAt === null ? <span className={styles.dim}>{MISSING}</span> : <LocalTime at={lastFiredAt} />}
      </td>
    </tr>
  );
});
