import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { type HaltedState, type HaltScope, scopeKey, scopeWords } from '#shared/model/trading-state';
import { call } from '../../mirror/api';
import { useDesk } from '../../mirror/store';
import { Panel } from '../../ui/panel';
import styles from './halt-part.module.css';

/** Halts a part of the desk, or lets only exits leave it. One action each; ended on this page like any halt. */
export function HaltPart() {
  const bots = useDesk((desk) => desk.bots);
  const accounts = useDesk((desk) => desk.accounts);
  const scopes = scopesOf(bots, accounts);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const scope = scopes.find((each) => scopeKey(each) === key) ?? scopes[0];
  if (scope === undefined) return null;

  const put = async (state: HaltedState) => {
    setBusy(true);
    const answer = await call('halt.trip', { source: 'button', scope, state });
    setBusy(false);
    setSaid(answer.ok ? '' : answer.message);
  };

  return (
    <Panel title="Halt a part">
      <div className={styles.body}>
        <NativeSelect
          aria-label="What to halt"
          value={scopeKey(scope)}
          onChange={(event) => setKey(event.currentTarget.value)}
          data={scopes.map((each) => ({ value: scopeKey(each), label: scopeWords(each) }))}
        />
        <div className={styles.actions}>
          <Button variant="default" className={styles.halt} disabled={busy} onClick={() => void put('HALTED')}>
            Halt {scopeWords(scope)}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void put('REDUCING')}>
            Reduce only
          </Button>
        </div>
        <p className={styles.fine}>
          Halt: nothing leaves, its working orders are cancelled and the exchange is asked until it lists none. Reduce
          only: orders that could make a position larger are cancelled, and only exits leave.
        </p>
        <div role="alert">{said !== '' && <p className={styles.failure}>{said}</p>}</div>
      </div>
    </Panel>
  );
}

interface BotFacts {
  readonly botId: string;
  readonly symbols: readonly string[];
}
interface AccountFacts {
  readonly accountId: string;
  readonly exchange: string;
}

/** Bots first, since that is what goes wrong; then accounts, symbols and exchanges. */
function scopesOf(bots: readonly BotFacts[], accounts: readonly AccountFacts[]): HaltScope[] {
  const symbols = new Set(bots.flatMap((bot) => bot.symbols));
  const exchanges = new Set(accounts.map(({ exchange }) => exchange));
  return [
    ...bots.map(({ botId }) => ({ kind: 'bot' as const, botId })),
    ...accounts.map(({ accountId }) => ({ kind: 'account' as const, accountId })),
    ...[...symbols].sort().map((symbol) => ({ kind: 'symbol' as const, symbol })),
    ...[...exchanges].sort().map((exchange) => ({ kind: 'exchange' as const, exchange })),
  ];
}
