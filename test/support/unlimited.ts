import type { Launch } from '../../electron/platform/process/wire';
import { intercepted } from './intercept';

/** What the real exchange allows is far less; for benches and storms that are not about its limits. */
const LIMITS = { ordersPer10s: 1_000_000, weightPerMinute: 10_000_000, ordersPerDay: 10_000_000 };

interface Sent {
  readonly k: string;
  readonly p?: { readonly accounts?: readonly object[] };
}

/** The paper exchange with these limits instead of its own. */
export const unlimited = (launch: Launch): Launch =>
  intercepted(launch, {
    sent: (message) => {
      const init = message as Sent;
      return init.k === 'init' ? { ...init, p: { ...init.p, limits: LIMITS } } : message;
    },
  });

/** A guard that plans with them. */
export const unlimitedGuard = (launch: Launch): Launch =>
  intercepted(launch, {
    sent: (message) => {
      const { p } = message as Sent;
      const budgets = { weight: LIMITS.weightPerMinute };
      const accounts = p?.accounts?.map((account) => ({ ...account, budgets }));
      return accounts === undefined ? message : { ...(message as Sent), p: { ...p, accounts } };
    },
  });
