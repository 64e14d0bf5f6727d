import { useDesk, useMirrorPhase } from '../mirror/store';
import { ReduceIcon, RunIcon, StopIcon } from '../ui/icons';
import styles from './trading-state.module.css';

const MEANING = {
  ACTIVE: { icon: RunIcon, words: '' },
  REDUCING: { icon: ReduceIcon, words: 'only orders that reduce risk may leave' },
  HALTED: { icon: StopIcon, words: 'no order may leave' },
} as const;

/** The portfolio's trading state and why, exactly as main said it. */
export function TradingState() {
  const state = useDesk((desk) => desk.trading.state);
  const reason = useDesk((desk) => desk.trading.reason);
  const lost = useMirrorPhase() === 'lost';
  const { icon: Icon, words } = MEANING[state];
  const why = reason === '' ? words : reason;
  return (
    <output className={styles.state} aria-label="Trading state" data-state={state} title={why === '' ? undefined : why}>
      <Icon />
      <strong>{state}</strong>
      <span className={styles.why}>{lost ? 'when last heard' : why}</span>
    </output>
  );
}
