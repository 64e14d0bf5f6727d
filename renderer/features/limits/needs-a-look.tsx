import type { LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { call } from '../../mirror/api';
import { useNow } from '../../mirror/clock';
import { formatFixed, formatPrice } from '../../ui/format';
import { ClockIcon, WarningIcon } from '../../ui/icons';
import { formatUtcWords } from '../../ui/time';
import { GuardedAction } from './guarded-action';
import styles from './needs-a-look.module.css';
import { formatLeft, inWords, scopeName } from './words';

interface Props {
  readonly view: LimitsView;
  readonly onDone: () => void;
}

/** What waits for a person: bots that were cut off, prices that jumped, and overrides while they hold. Nothing when there is none. */
export function NeedsALook({ view, onDone }: Props) {
  const { stopped, jumps, overrides } = view;
  if (stopped.length + jumps.length + overrides.length === 0) return null;
  return (
    <section className={styles.panel} aria-label="Needs a look">
      <ul>
        {stopped.map(({ botId, message }) => (
          <li key={botId}>
            <WarningIcon className={styles.icon} />
            <p>{message}</p>
            <GuardedAction
              name="Re-arm"
              label={`Re-arm ${botId}`}
              hasReason={false}
              act={() => call('limits.rearm', { botId })}
              onDone={onDone}
            />
          </li>
        ))}
        {jumps.map((jump) => (
          <li key={jump.symbol}>
            <WarningIcon className={styles.icon} />
            <p>{jumpInWords(jump)}</p>
            <GuardedAction
              name="Accept price"
              label={`Accept price of ${jump.symbol}`}
              hasReason
              act={(passphrase, reason) =>
                call('limits.accept-price', { symbol: jump.symbol, bid: jump.bid, ask: jump.ask, reason, passphrase })
              }
              onDone={onDone}
            />
          </li>
        ))}
        {overrides.map((override) => (
          <li key={override.id}>
            <ClockIcon className={styles.icon} />
            <p>
              <strong>{limitDefinition(override.limitId).name}</strong> of {scopeOf(override)} is{' '}
              {inWords(override.limitId, override.text)} instead of{' '}
              {override.instead === null ? 'nothing' : inWords(override.limitId, override.instead)} for another{' '}
              <Left until={override.expiresAt} />: {override.reason}
            </p>
            <GuardedAction
              name="Lift"
              label={`Lift the override of ${limitDefinition(override.limitId).name}`}
              hasReason={false}
              act={(passphrase) => call('limits.lift', { revision: view.revision, id: override.id, passphrase })}
              onDone={onDone}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const scopeOf = ({ level, key }: LimitsView['overrides'][number]): string =>
  level === 'portfolio' ? 'the portfolio' : scopeName(level, key);

function jumpInWords({ symbol, jump, level, bid, ask, limit }: LimitsView['jumps'][number]): string {
  const price = `${formatPrice(bid)} / ${formatPrice(ask)}`;
  const usual = formatPrice(level.toFixed(level < 1 ? 8 : 2));
  return `${symbol} stands at ${price}, ${formatFixed(String(jump), 2)} times away from its recent ${usual}; beyond ${limit} times no order leaves. Look at the market elsewhere; accept it only if it is real.`;
}

/** Counts down each second; the time itself when pointed at. */
function Left({ until }: { readonly until: number }) {
  return <span title={`until ${formatUtcWords(until)}`}>{formatLeft(until - useNow())}</span>;
}
