import { scopeWords } from '#shared/model/trading-state';
import { useDesk, useMirrorPhase } from '../mirror/store';
import { ReduceIcon, RunIcon, StopIcon, WarningIcon } from '../ui/icons';
import styles from './trading-state.module.css';

const MEANING = {
  ACTIVE: { icon: RunIcon, words: '' },
  REDUCING: { icon: ReduceIcon, words: 'only orders that reduce risk may leave' },
  HALTED: { icon: StopIcon, words: 'no order may leave' },
} as const;

/** The portfolio's trading state and why, exactly as main said it. A block is said beside the state: it lifts by itself. */
export function TradingState() {
  const state = useDesk((desk) => desk.trading.state);
  const reason = useDesk((desk) => desk.trading.reason);
  const blocked = useDesk((desk) => desk.trading.blocked);
  const except = useDesk((desk) =>
    desk.trading.halts.map(({ scope, state: to }) => `${scopeWords(scope)}: ${to}`).join(', '),
  );
  const lost = useMirrorPhase() === 'lost';
  // A halt is the stricter of the two, and lasts: it is what an operator must read first.
  const isBlocked = blocked !== '' && state !== 'HALTED';
  const { icon, words } = MEANING[state];
  const Icon = isBlocked ? WarningIcon : icon;
  const why = isBlocked
    ? blocked
    : state === 'ACTIVE' && except !== ''
      ? `except ${except}`
      : reason === ''
        ? words
        : reason;
  return (
    <output
      className={styles.state}
      aria-label="Trading state"
      data-state={state}
      data-blocked={isBlocked || undefined}
      title={why === '' ? undefined : why}
    >
      <Icon />
      <strong>{state}</strong>
      {isBlocked && <strong className={styles.blocked}>orders blocked</strong>}
      <span className={styles.why}>{lost ? 'when last heard' : why}</span>
    </output>
  );
}
