import type { Launch } from '../../electron/platform/process/wire';

/** What the real exchange allows is far less; for benches that are not about its limits. */
const LIMITS = { ordersPer10s: 1_000_000, weightPerMinute: 10_000_000, ordersPerDay: 10_000_000 };

/** The paper exchange with these limits instead of its own. */
export const unlimited =
  (launch: Launch): Launch =>
  () => {
    const child = launch();
    return {
      ...child,
      get pid() {
        return child.pid;
      },
      send: (message) => {
        const init = message as { readonly k: string; readonly p: object };
        child.send(init.k === 'init' ? { ...init, p: { ...init.p, limits: LIMITS } } : message);
      },
    };
  };
