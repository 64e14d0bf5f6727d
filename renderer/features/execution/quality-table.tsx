import { memo } from 'react';
import type { ExecutionSummary, PercentilesView, QualityView } from '../../../shared/contract/execution';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { formatBps, formatMs, formatShare, formatWait } from '../../ui/quality-numbers';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './quality-table.module.css';

const GROUPS = [
  { name: 'Decision to send, ms', of: 'decisionToSend', format: formatMs },
  { name: 'Acknowledged, ms', of: 'acknowledge', format: formatMs },
  { name: 'First fill', of: 'firstFill', format: formatWait },
  { name: 'Slippage, bps', of: 'slippage', format: formatBps },
] as const;
const FRACTIONS = ['p50', 'p95', 'p99'] as const;

/** In the narrowest window with all of it in sight; where there is more room each gets its share of it. */
const WIDTHS = [
  ...[56, 76, 46].map((width, index) => ({ id: `name ${index}`, width })),
  ...GROUPS.flatMap(({ of }) =>
    FRACTIONS.map((fraction) => ({ id: `${of} ${fraction}`, width: of === 'firstFill' ? 51 : 41 })),
  ),
  ...[48, 46, 53, 66].map((width, index) => ({ id: `share ${index}`, width })),
];

/** The same numbers for each bot on each symbol, and for all of them. */
export function QualityTable({ summary: { rows, total, rowsLeftOut } }: { readonly summary: ExecutionSummary }) {
  return (
    <Panel
      title="By bot and symbol"
      note={`percentiles within 2 %; slippage above zero is worse for you${rowsLeftOut > 0 ? `; ${formatCount(rowsLeftOut)} with fewer orders only in All` : ''}`}
      className={styles.panel}
    >
      <ScrollBox name="By bot and symbol, scrollable">
        <table className={styles.table} aria-label="Execution by bot and symbol">
          <colgroup>
            {WIDTHS.map(({ id, width }) => (
              <col key={id} style={{ width }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Bot
              </th>
              <th scope="col" rowSpan={2}>
                Symbol
              </th>
              <th scope="col" rowSpan={2} className={styles.number}>
                Orders
              </th>
              {GROUPS.map(({ name }) => (
                <th key={name} scope="colgroup" colSpan={3} className={styles.group}>
                  {name}
                </th>
              ))}
              {['Filled', 'Maker', 'Rejected', 'Unknown'].map((name, index) => (
                <th
                  key={name}
                  scope="col"
                  rowSpan={2}
                  className={`${styles.number} ${index === 0 ? styles.first : ''}`}
                >
                  {name}
                </th>
              ))}
            </tr>
            <tr>
              {GROUPS.flatMap(({ of }) =>
                FRACTIONS.map((fraction) => (
                  <th
                    key={`${of} ${fraction}`}
                    scope="col"
                    className={`${styles.number} ${fraction === 'p50' ? styles.first : ''}`}
                  >
                    {fraction}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.length > 1 && <Row botId="All" symbol="" quality={total} isTotal />}
            {rows.map((row) => (
              <Row key={`${row.botId} ${row.symbol}`} botId={row.botId} symbol={row.symbol} quality={row} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly botId: string;
  readonly symbol: string;
  readonly quality: QualityView;
  readonly isTotal?: boolean;
}

const Row = memo(function Row({ botId, symbol, quality, isTotal = false }: RowProps) {
  const { unknown, unknownNow } = quality;
  return (
    <tr className={isTotal ? styles.total : undefined}>
      <th scope="row" title={botId}>
        {isTotal ? <strong>{botId}</strong> : botId}
      </th>
      <td title={symbol}>{symbol}</td>
      <td className={styles.number}>{formatCount(quality.sent)}</td>
      {GROUPS.map(({ of, format }) => (
        <Percentiles key={of} of={quality[of]} format={format} />
      ))}
      <td className={`${styles.number} ${styles.first}`}>{formatShare(quality.fillRatio)}</td>
      <td className={styles.number}>{formatShare(quality.makerShare)}</td>
      <td className={styles.number}>{formatCount(quality.rejected)}</td>
      <td
        className={`${styles.number} ${unknownNow > 0 ? styles.open : ''}`}
        title={unknownNow > 0 ? `${unknownNow} not known now` : undefined}
      >
        {formatCount(unknown)}
        {unknownNow > 0 && '?'}
      </td>
    </tr>
  );
});

interface PercentilesProps {
  readonly of: PercentilesView;
  readonly format: (value: number | null) => string;
}

const Percentiles = ({ of, format }: PercentilesProps) =>
  FRACTIONS.map((fraction) => (
    <td key={fraction} className={`${styles.number} ${fraction === 'p50' ? styles.first : ''}`} title={`n ${of.n}`}>
      {format(of[fraction])}
    </td>
  ));
