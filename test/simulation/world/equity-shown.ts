import { accountView } from '../../../electron/app/desk/money';
import type { SimConsole } from './console';
import { exchangeOf } from './limits';

/** Equity of the account as the desk shows it; null while it is not known. */
export const equityShown = ({ execution, market }: SimConsole, account: string): string | null =>
  accountView(
    {
      execution,
      market,
      accounts: [],
      botOf: () => '',
      positionLimit: () => undefined,
      timerOf: () => undefined,
      confirmedAt: () => 0,
      now: () => 0,
      monotonicMs: () => 0,
    },
    { id: account, exchange: exchangeOf(account), environment: 'paper' },
  ).equity;
