import { Button } from '@mantine/core';
import { useState } from 'react';
import { assertNever } from '#shared/model/result';
import type { AccountView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { useNow } from '../../mirror/clock';
import { useDesk } from '../../mirror/store';
import { BadIcon, GoodIcon, NoteIcon, StartingIcon, WarningIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { formatUtcWords } from '../../ui/time';
import styles from './dead-man-panel.module.css';

type Timer = NonNullable<AccountView['exchangeTimer']>;

/** Who cancels when nobody is left to press: the guard on this machine, and at the exchange its own timer, where it has one. */
export function DeadManPanel() {
  const accounts = useDesk((desk) => desk.accounts);
  const guard = useDesk((desk) => desk.health.find(({ id }) => id === 'guard'));
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  if (accounts.length === 0) return null;
  const timers = accounts.flatMap(({ exchangeTimer }) => exchangeTimer ?? []);
  const hasTimer = timers.some(({ state }) => state !== 'none');
  const isDisarmed = timers.some(({ state }) => state === 'disarmed');

  const turn = async (on: boolean) => {
    setBusy(true);
    const answer = await call('halt.exchange-timers', { on });
    setBusy(false);
    setSaid(answer.ok ? '' : answer.message);
  };

  const Icon = guard?.level === 'good' ? GoodIcon : guard?.level === 'starting' ? StartingIcon : BadIcon;
  return (
    <Panel title="If this machine fails" note="dead-man">
      <div className={styles.body}>
        <p className={styles.guard} data-level={guard?.level}>
          <Icon /> <span>Guard on this machine: {guard?.message ?? 'not known'}</span>
        </p>
        <table className={styles.timers} aria-label="Timers at the exchange">
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Timer at the exchange</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(accounts).map(({ accountId, exchangeTimer }) => (
              <tr key={accountId}>
                <th scope="row">{accountId}</th>
                <td>
                  <TimerWords timer={exchangeTimer} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {hasTimer && (
          <Button
            variant="default"
            size="xs"
            className={styles.action}
            disabled={busy}
            onClick={() => void turn(isDisarmed)}
          >
            {isDisarmed ? 'Arm the timers again' : 'Disarm the timers for maintenance'}
          </Button>
        )}
        <div role="alert">{said !== '' && <p className={styles.failure}>{said}</p>}</div>
      </div>
    </Panel>
  );
}

/** Accounts whose exchange has no timer share a row. */
function rowsOf(accounts: readonly AccountView[]): readonly Pick<AccountView, 'accountId' | 'exchangeTimer'>[] {
  const isNone = ({ exchangeTimer }: AccountView): boolean => exchangeTimer?.state === 'none';
  const none = accounts.filter(isNone);
  const [first] = none;
  const others = accounts.filter((account) => !isNone(account));
  if (first === undefined) return others;
  const names = none.map(({ accountId }) => accountId).join(', ');
  return [...others, { accountId: names, exchangeTimer: first.exchangeTimer }];
}

/** State and seconds left. What runs, runs on at the exchange whatever becomes of us. */
function TimerWords({ timer }: { readonly timer: Timer | null }) {
  const now = useNow();
  if (timer === null) return <span className={styles.dim}>not known yet</span>;
  const { state, runsOutAt, covered, symbols, problem } = timer;
  const left = runsOutAt === null ? '' : `${Math.max(0, Math.ceil((runsOutAt - now) / 1_000))} s left`;
  const title = runsOutAt === null ? undefined : `runs out ${formatUtcWords(runsOutAt)} if nobody sets it again`;
  switch (state) {
    case 'none':
      return <span className={styles.dim}>none at this exchange</span>;
    case 'starting':
      return (
        <span>
          <StartingIcon /> being set
        </span>
      );
    case 'armed':
      return (
        <span title={title} className={styles.good}>
          <GoodIcon /> armed, <span className={styles.left}>{left}</span>
        </span>
      );
    case 'failing':
      return (
        <span title={title} className={styles.warn}>
          <WarningIcon /> {covered} of {symbols} symbols{left === '' ? '' : `, ${left}`}: {problem}
        </span>
      );
    case 'ran-out':
      return (
        <span className={styles.bad}>
          <BadIcon /> ran out: the exchange has cancelled its working orders{problem === '' ? '' : ` (${problem})`}
        </span>
      );
    case 'disarmed':
      return (
        <span className={styles.warn}>
          <NoteIcon /> disarmed{left === '' ? '' : `, but one runs on, ${left}`}
        </span>
      );
    default:
      return assertNever(state);
  }
}
