import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { utilityProcess } from 'electron';

/*
 * Entry of the app for the order bench: the built app as it is, except that the paper exchange's order limits are lifted and its
 * addresses and paper keys are told to the bench, so that raw ccxt can trade beside the bot on the same exchange.
 */
const { tellFile } = JSON.parse(readFileSync(join(import.meta.dirname, 'bench.json'), 'utf8'));
const LIMITS = { ordersPer10s: 1_000_000, weightPerMinute: 10_000_000, ordersPerDay: 10_000_000 };

const fork = utilityProcess.fork.bind(utilityProcess);
utilityProcess.fork = (entry, args, options) => {
  const child = fork(entry, args, options);
  if (!entry.endsWith('paper-exchange.js')) return child;
  const post = child.postMessage.bind(child);
  let accounts = [];
  child.postMessage = (message) => {
    if (message.k !== 'init') return post(message);
    accounts = message.p.accounts;
    return post({ ...message, p: { ...message.p, limits: LIMITS } });
  };
  child.on('message', (message) => {
    if (message.k === 'ready') writeFileSync(tellFile, JSON.stringify({ ...message.p, accounts }), { mode: 0o600 });
  });
  return child;
};

await import(join(import.meta.dirname, 'out', 'main', 'main.js'));
