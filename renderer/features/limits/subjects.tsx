import { memo } from 'react';
import type { LimitSubjectView, LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import styles from './subjects.module.css';
import { UseBar } from './use-bar';

interface Props {
  readonly subjects: readonly LimitSubjectView[];
  readonly chosen: LimitsView['chosen'];
  readonly onChoose: (botId: string, symbol: string) => void;
}

/** Each bot on each symbol, with the limit it is nearest to; the one chosen is looked at in full below. */
export function Subjects({ subjects, chosen, onChoose }: Props) {
  if (subjects.length === 0) return null;
  return (
    <Panel title="Bots" note="the limit of which most is used" className={styles.panel}>
      <ScrollBox name="Bots, scrollable" fit>
        <table className={`${table.table} ${styles.table}`} aria-label="Bots and their nearest limits">
          <colgroup>
            <col style={{ width: '19%' }} />
            <col style={{ width: '10%' }} />
            <col style={{ width: '24%' }} />
            <col />
            <col style={{ width: '15%' }} />
          </colgroup>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Bot and symbol</th>
              <th scope="col">Account</th>
              <th scope="col">Nearest limit</th>
              <th scope="col">Used</th>
              <th scope="col">Missing limits</th>
            </tr>
          </thead>
          <tbody>
            {subjects.map((subject) => (
              <Row
                key={`${subject.botId} ${subject.symbol}`}
                subject={subject}
                isChosen={subject.botId === chosen?.botId && subject.symbol === chosen.symbol}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly subject: LimitSubjectView;
  readonly isChosen: boolean;
  readonly onChoose: (botId: string, symbol: string) => void;
}

const Row = memo(function Row({ subject, isChosen, onChoose }: RowProps) {
  const { botId, symbol, accountId, nearest, missing } = subject;
  return (
    <tr data-chosen={isChosen || undefined}>
      <th scope="row">
        <button type="button" className={styles.choose} aria-pressed={isChosen} onClick={() => onChoose(botId, symbol)}>
          <strong>{botId}</strong> {symbol}
        </button>
      </th>
      <td>{accountId}</td>
      <td>{nearest === null ? 'not known yet' : limitDefinition(nearest.limitId).name}</td>
      <td className={table.number}>{nearest !== null && <UseBar limit={nearest} symbol={symbol} />}</td>
      <td className={missing > 0 ? styles.missing : undefined}>
        {missing > 0 ? `${missing} missing: refuses` : 'all limits set'}
      </td>
    </tr>
  );
});
