/*
 * The console of a torture run, in a process of its own: the real composition with its real processes, three bots, and beside
 * them orders that come and go all the time. Told over the fork channel what the operator does; tells how it stands.
 */
import { scopeKey } from '#shared/model/trading-state';
import { clearAll } from '../support/clear-halts';
import { openConsole, until } from '../support/console-harness';
import { restingOrder } from '../support/resting-order';
import { unlimited, unlimitedGuard } from '../support/unlimited';
import type { Victim } from './plan';

/** What the console tells: its processes and how it stands, each time either changes; each order it was told accepted. */
export type Told =
  | { readonly k: 'standing'; readonly standing: Standing }
  | { readonly k: 'accepted'; readonly clientOrderId: string }
  | { readonly k: 'resumed' }
  | { readonly k: 'stuck'; readonly message: string }
  | { readonly k: 'stopped' };
export interface Standing {
  readonly pids: Readonly<Record<Exclude<Victim, 'main' | 'bot'>, number | undefined>> & {
    readonly bots: readonly number[];
  };
  /** Scopes halted, and whether each is verified empty. */
  readonly halts: readonly string[];
  readonly isVerified: boolean;
  readonly blocks: readonly string[];
}
export type Asked = { readonly k: 'press' } | { readonly k: 'resume' } | { readonly k: 'stop' };

const PASSPHRASE = 'torture me well';
/** Less than the torturer's, so that it hears why. */
const PATIENCE_MS = 90_000;
/** Between two tries of a resume, as an operator would wait: each lists every account. */
const RESUME_AGAIN_MS = 2_000;
/** Round trip to the exchange, half of it on the way there: so that a kill finds orders on the wire. */
const ROUND_TRIP_MS = 40;
const [, , dataFolder = ''] = process.argv;
const tell = (told: Told): void => void process.send?.(told, undefined, undefined, () => undefined);
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

// Many starts and resumes within minutes, each reading every account: more than the exchange's limits are made for.
const harness = await openConsole({
  dataFolder,
  change: (options) => ({
    ...options,
    launchers: {
      ...options.launchers,
      paperExchange: unlimited(options.launchers.paperExchange),
      guard: unlimitedGuard(options.launchers.guard),
    },
  }),
});
const { console } = harness;
const { halt, execution, bots } = console;

let last = '';
let isSlow: number | undefined;
setInterval(() => {
  const { pid, state } = console.paper.status;
  if (state === 'ready' && pid !== isSlow) {
    isSlow = pid;
    void console.paper.setFaults({ latencyMs: ROUND_TRIP_MS });
  }
  const standing: Standing = {
    pids: {
      exchange: console.exchange.status.pid,
      guard: console.guard.status.pid,
      journal: console.journal.pid,
      paper: console.paper.status.pid,
      bots: bots.statuses().flatMap(({ pid }) => pid ?? []),
    },
    halts: halt.gate.halts.map(({ scope }) => scopeKey(scope)),
    isVerified: halt.standing.every(({ halt: { state }, report }) =>
      state === 'REDUCING' ? true : report?.state === 'verified-empty',
    ),
    blocks: [...halt.gate.blocks.keys()],
  };
  const text = JSON.stringify(standing);
  if (text !== last) tell({ k: 'standing', standing });
  last = text;
}, 5);

/** One account's orders: placed, and cancelled a little later. */
async function trade(number: number): Promise<void> {
  const symbol = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'][number - 1] ?? '';
  const of = { botId: `grid-${number}`, accountId: `sub-${number}`, symbol };
  for (let turn = 1; ; turn += 1) {
    await pause(5 + Math.random() * 20);
    if (console.market.rules(symbol) === undefined || console.market.reference(symbol) === undefined) continue;
    const botOrderId = `t${number}-${process.pid}-${turn}`;
    const outcome = await execution.submit(restingOrder(harness, { ...of, botOrderId }));
    if (outcome.kind !== 'accepted') continue;
    tell({ k: 'accepted', clientOrderId: outcome.clientOrderId });
    void pause(Math.random() * 300).then(() => execution.cancel(of.botId, botOrderId));
  }
}
for (const number of [1, 2, 3]) void trade(number);

async function resume(): Promise<void> {
  if (!halt.passphrase.isSet) await halt.passphrase.set(PASSPHRASE);
  const startedAt = performance.now();
  let why = '';
  while (halt.gate.halts.length > 0) {
    await until('no blocks', () => halt.gate.blocks.size === 0, PATIENCE_MS);
    await clearAll(halt, console.runbook.current.steps);
    for (const { scope } of halt.gate.halts) {
      const answer = await halt.resume(PASSPHRASE, 'torture goes on', scope);
      if (!answer.ok) why = answer.message;
    }
    if (halt.gate.halts.length > 0 && performance.now() - startedAt > PATIENCE_MS) throw new Error(why);
    await pause(RESUME_AGAIN_MS);
  }
  for (const { botId, state } of bots.statuses()) if (state === 'stopped' || state === 'failed') bots.startBot(botId);
  tell({ k: 'resumed' });
}

process.on('message', (asked: Asked) => {
  switch (asked.k) {
    case 'press':
      halt.trip({ kind: 'portfolio' }, 'The operator pressed Halt all.', 'button');
      return;
    case 'resume':
      resume().catch((thrown: unknown) => tell({ k: 'stuck', message: String(thrown) }));
      return;
    case 'stop':
      void harness.close().then(() => {
        tell({ k: 'stopped' });
        process.exit(0);
      });
      return;
  }
});
process.once('disconnect', () => process.exit(0));
