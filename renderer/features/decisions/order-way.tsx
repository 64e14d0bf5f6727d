import { useEffect, useState } from 'react';
import type { OrderTimeline } from '../../../shared/contract/execution';
import { call } from '../../mirror/api';
import { formatExact, formatMoney, formatPrice, MISSING } from '../../ui/format';
import { formatBps, formatShare, formatStep } from '../../ui/quality-numbers';
import { formatClock, formatUtcWords } from '../../ui/time';
import styles from './order-way.module.css';
import { wayOf } from './way';

/** While an order works its way is asked for again this long after each answer, milliseconds. */
const ASK_EVERY_MS = 1_000;

interface Props {
  readonly orderId: string;
  /** As the decision's row shows it; the way is asked for again when it changes. */
  readonly outcome: string;
}

/** The way of one order: decided, durable, sent, acknowledged, filled, with the time from each to the next. */
export function OrderWay({ orderId, outcome }: Props) {
  const { way, problem } = useWay(orderId, outcome);
  if (way === null)
    return <p className={styles.words}>{problem === '' ? 'Asking for the way of the order…' : problem}</p>;
  return (
    <>
      <ol className={styles.way} aria-label={`Way of order ${orderId}`}>
        {wayOf(way).map(({ id, name, afterMs, ms }) => (
          <li key={id} data-step={id}>
            <span className={styles.name}>{name}</span>
            <span className={styles.after}>{afterMs === null ? '' : `+${formatStep(afterMs)}`}</span>
            <time
              className={styles.at}
              dateTime={new Date(way.decidedAt + ms).toISOString()}
              title={`${formatUtcWords(Math.round(way.decidedAt + ms))}, ${formatStep(ms)} after the decision`}
            >
              {formatClock(way.decidedAt + ms)}
            </time>
          </li>
        ))}
        {way.isWorking && (
          <li data-step="open">
            <span className={styles.name}>{way.state === 'unknown' ? 'being asked for' : 'working'}</span>
            <span className={styles.after}>…</span>
          </li>
        )}
      </ol>
      <p className={styles.words}>{inWords(way)}</p>
    </>
  );
}

interface Way {
  readonly way: OrderTimeline | null;
  readonly problem: string;
}

function useWay(orderId: string, outcome: string): Way {
  const [state, setState] = useState<Way>({ way: null, problem: '' });
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answer = await call('execution.order', { orderId });
      if (isOver) return;
      setState(({ way }) => (answer.ok ? { way: answer.value, problem: '' } : { way, problem: answer.message }));
      if (answer.ok && answer.value.isWorking) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [orderId, outcome]);
  return state;
}

/** What it met and what it cost. */
function inWords(way: OrderTimeline): string {
  const { mid, bid, ask, fills, averagePrice, slippageBps, slippageCost, feeBps, makerShare } = way;
  const met =
    mid === null
      ? 'No usable bid and ask at the decision, so its slippage is not known.'
      : `Mid at decision ${formatPrice(mid)} (bid ${formatPrice(bid)}, ask ${formatPrice(ask)}).`;
  if (fills === 0) return `${met} No fill.`;
  const filled = `${formatExact(way.filled)} of ${formatExact(way.quantity)} filled in ${fills} ${fills === 1 ? 'fill' : 'fills'} at ${formatPrice(averagePrice)}`;
  const slippage =
    slippageBps === null
      ? ''
      : `: ${formatBps(slippageBps)} bps against mid, ${formatMoney(slippageCost?.replace('-', '') ?? null)} USDT ${slippageBps > 0 ? 'worse' : 'better'}`;
  const fee = `Fee ${feeBps === null ? MISSING : feeBps.toFixed(1)} bps, maker ${formatShare(makerShare)}.`;
  return `${met} ${filled}${slippage}. ${fee}`;
}
