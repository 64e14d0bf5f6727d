import type { KeyRow } from '../../../shared/contract/keys';
import { KEY_GUIDES, PURPOSE_WORDS } from '../../../shared/model/key-guides';
import { Since } from '../../ui/age';
import { EnvironmentWord } from '../../ui/environment-word';
import { type Column, HeadRow } from '../../ui/head-row';
import { LIGHT_ICONS } from '../../ui/lights';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import styles from './key-table.module.css';
import { daysSince, HEALTH, inDays, ipOf, mayOf } from './words';

const COLUMNS: readonly Column[] = [
  ['Health', styles.health],
  ['Exchange', styles.exchange],
  ['Account', styles.account],
  ['Kind', styles.environment],
  ['For', styles.purpose],
  ['May'],
  ['IP list', styles.ip],
  ['Age', `${table.number} ${styles.days}`],
  ['Due', `${table.number} ${styles.days}`],
  ['Read', `${table.number} ${styles.read}`],
];

interface Props {
  readonly rows: readonly KeyRow[];
  readonly chosen: string;
  readonly now: number;
  readonly onChoose: (keyId: string) => void;
}

/** Every kept key, the one that asks for something first. */
export function KeyTable({ rows, chosen, now, onChoose }: Props) {
  return (
    <Panel title="Keys" note="what each may do, as its exchange said last" className={styles.panel}>
      <ScrollBox name="Keys, scrollable">
        <table className={`${table.table} ${styles.table}`} aria-label="Keys">
          <HeadRow columns={COLUMNS} />
          <tbody>
            {rows.map((row) => (
              <Row key={row.keyId} row={row} now={now} isChosen={row.keyId === chosen} onChoose={onChoose} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly row: KeyRow;
  readonly now: number;
  readonly isChosen: boolean;
  readonly onChoose: (keyId: string) => void;
}

function Row({ row, now, isChosen, onChoose }: RowProps) {
  const { word, light } = HEALTH[row.health];
  const Light = LIGHT_ICONS[light];
  return (
    <tr data-chosen={isChosen || undefined} onFocus={() => onChoose(row.keyId)}>
      <td className={styles.health} data-health={row.health} title={row.trouble}>
        <Light /> {word}
      </td>
      <th scope="row">
        <button
          type="button"
          className={styles.name}
          aria-current={isChosen || undefined}
          onClick={() => onChoose(row.keyId)}
        >
          {KEY_GUIDES[row.exchange].name}
          {row.ending !== '' && <span className={styles.dim}> …{row.ending}</span>}
        </button>
      </th>
      <td>{row.accountId}</td>
      <td>
        <EnvironmentWord environment={row.environment} />
      </td>
      <td>{PURPOSE_WORDS[row.purpose].name.toLowerCase()}</td>
      <td title={mayOf(row)}>{mayOf(row)}</td>
      <td>{ipOf(row)}</td>
      <td className={table.number}>{daysSince(row.verdict.reading?.createdAt ?? row.storedAt, now)}</td>
      <td className={table.number} data-due={row.health === 'due' || undefined} title={row.dueWhy}>
        {inDays(row.dueAt, now)}
      </td>
      <td className={table.number}>
        <Since at={row.verdict.at} />
      </td>
    </tr>
  );
}
