import { useDesk, useHasSnapshot, useMirrorPhase } from '../mirror/store';
import { Age, useIsStale } from '../ui/age';
import { formatMoney } from '../ui/format';
import { HealthSummary } from './health';
import styles from './status-line.module.css';
import { ThemeSwitch } from './theme-switch';
import { TodayChange } from './today-change';
import { TradingState } from './trading-state';

/** The line above every screen: which environment, may it trade, what is it worth, is everything well. */
export function StatusLine() {
  const known = useHasSnapshot();
  return (
    <header className={styles.line} data-lost={useMirrorPhase() === 'lost' || undefined}>
      {known ? <Known /> : <span className={styles.brand}>Holdfast</span>}
      <div className={styles.end}>
        {known && <HealthSummary />}
        <ThemeSwitch />
      </div>
    </header>
  );
}

function Known() {
  const environment = useDesk((desk) => desk.total.environment);
  return (
    <>
      <strong className={styles.environment} data-environment={environment} title={ENVIRONMENTS[environment]}>
        {environment.toUpperCase()}
      </strong>
      <TradingState />
      <Equity />
    </>
  );
}

function Equity() {
  const equity = useDesk((desk) => desk.total.equity);
  const asOf = useDesk((desk) => desk.total.asOf);
  const stale = useIsStale(asOf);
  return (
    <dl className={styles.equity} data-stale={stale || undefined}>
      <dt>Equity</dt>
      <dd>
        <span className={styles.amount}>{formatMoney(equity)}</span> USDT
      </dd>
      <dd>{stale ? <Age at={asOf} /> : <TodayChange />}</dd>
    </dl>
  );
}

const ENVIRONMENTS = {
  paper: 'Paper: a practice exchange on this machine. No real money.',
  testnet: 'Testnet: the exchange’s own practice system. No real money.',
  live: 'Live: real money.',
} as const;
