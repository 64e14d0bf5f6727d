import type { Launch } from '../../electron/platform/process/wire';

/** What the real exchange allows is far less; for benches and storms that are not about its limits. */
const LIMITS = { ordersPer10s: 1_000_000, weightPerMinute: 10_000_000, ordersPerDay: 10_000_000 };

interface Sent {
  readonly k: string;
  readonly p?: { readonly accounts?: readonly object[] };
}

const sending =
  (launch: Launch, change: (sent: Sent) => object): Launch =>
  () => {
    const child = launch();
    return {
      ...child,
      get pid() {
        return child.pid;
      },
      send: (message) => child.send(change(message as Sent)),
    };
  };

/** The paper exchange with these limits instead of its own. */
export const unlimited = (launch: Launch): Launch =>
  sending(launch, (sent) => (sent.k === 'init' ? { ...sent, p: { ...sent.p, limits: LIMITS } } : sent));

/** A guard that plans with them. */
export const unlimitedGuard = (launch: Launch): Launch =>
  sending(launch, (sent) => {
    const { accounts } = sent.p ?? {};
    if (accounts === undefined) return sent;
    const budgets = { weight: LIMITS.weightPerMinute };
    return { ...sent, p: { ...sent.p, accounts: accounts.map((account) => ({ ...account, budgets })) } };
  });
