import { useEffect, useRef } from 'react';
import type { DecisionRecord, DecisionRow } from '../../../shared/contract/decisions';
import { hrefOf } from '../../app/routes';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { DecisionDetail } from './decision-detail';
import styles from './decisions-screen.module.css';
import { rowOf } from './rows';
import { useRecord } from './use-record';

interface Props {
  readonly seq: number;
  readonly rows: readonly DecisionRow[];
}

/** The decision that the address names, above the list, whatever the list shows. */
export function PinnedDecision({ seq, rows }: Props) {
  const mirrored = useDesk((desk) => desk.decisions.find((decision) => decision.seq === seq));
  const state = useRecord(seq, mirrored?.outcome ?? '');
  const listed = mirrored === undefined ? rows.find((row) => row.seq === seq) : rowOf(mirrored);
  const row = listed ?? (state.phase === 'ready' ? rowOnRecord(state.record) : undefined);
  const close = useRef<HTMLAnchorElement>(null);

  useEffect(() => close.current?.focus(), [seq]);

  return (
    <Panel
      title={`Decision ${formatCount(seq)}`}
      note={row === undefined ? undefined : `${row.botId}, ${row.side} ${row.symbol}`}
      className={styles.pinned}
      actions={
        <a ref={close} href={hrefOf('decisions')}>
          Close
        </a>
      }
    >
      <ScrollBox name={`Decision ${seq}, scrollable`} fit>
        <div className={styles.pinnedBody}>
          {row !== undefined && <DecisionDetail row={row} />}
          {row === undefined && <Empty>{state.phase === 'failed' ? state.message : 'Reading the journal…'}</Empty>}
        </div>
      </ScrollBox>
    </Panel>
  );
}

/** A record as a row of the list, which has it no more. */
function rowOnRecord({
  intent: _intent,
  inputs: _inputs,
  hash: _hash,
  followedTo: _to,
  isFollowed: _is,
  ...record
}: DecisionRecord): DecisionRow {
  const { checks, steps, ...facts } = record;
  const failed = checks.filter(({ passed }) => !passed);
  const last = steps.filter(({ what }) => what !== 'fill').at(-1);
  return {
    ...facts,
    outcome: facts.orderId === null ? 'refused' : last?.what === 'withheld' ? 'not-placed' : (last?.what ?? ''),
    reason: failed.map(({ message }) => message).join(' ') || (last?.note ?? ''),
    failed: failed.map(({ id, name }) => ({ id, name })),
    checks: checks.length,
  };
}
