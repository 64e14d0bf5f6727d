/*
 * The whole console in a process of its own, to be killed or stopped from outside; its argument is the data folder. Prints one
 * JSON line with the process ids once three bots trade, and then one with the trading state each time it changes.
 */
import { firstRunSettings } from '../../electron/app/settings';
import { GUARD_SILENCE_SECONDS } from '../../electron/domains/halt/index';
import { openConsole, until } from './console-harness';
import { openOrders } from './exchange-ledger';

const [, , dataFolder = ''] = process.argv;
const { console } = await openConsole({
  dataFolder,
  settings: { ...firstRunSettings(), guardSilenceSeconds: GUARD_SILENCE_SECONDS },
});
await until('three bots', () => console.bots.statuses().every(({ state }) => state === 'running'), 45_000);
const isTrading = (id: string): boolean => openOrders(dataFolder).filter(({ account }) => account === id).length > 3;
await until('three bots trading', () => console.accounts.every(({ id }) => isTrading(id)), 45_000);

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
say({
  guard: console.guard.status.pid,
  paper: console.paper.status.pid,
  others: [console.exchange.status.pid, console.journal.pid, ...console.bots.statuses().map(({ pid }) => pid)],
});
let told = '';
setInterval(() => {
  const halt = console.halt.gate.portfolioHalt;
  const line = JSON.stringify({
    state: halt === undefined ? 'ACTIVE' : 'HALTED',
    source: halt?.source,
    report: console.halt.report?.state,
  });
  if (line === told) return;
  told = line;
  process.stdout.write(`${line}\n`);
}, 20);
