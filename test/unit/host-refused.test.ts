import { expect, it, vi } from 'vitest';
import { wireKeyInspector } from '../../electron/app/keys/inspector';
import { createExchange } from '../../electron/domains/exchange/index';
import { systemClock } from '../../electron/platform/clock';
import type { Launch, ParentMessage } from '../../electron/platform/process/wire';

const HOST = 'api.exchange.example';
const credential = { apiKey: 'KeyForTests0123456789', secret: 'SecretForTests0123456789' };

/** A worker that refuses one host as soon as it is started, writes its key to its log, and answers whatever it is asked. */
const refusingWorker: Launch = () => {
  let tell: (message: unknown) => void = () => undefined;
  let exit: (code: number | null, signal: string | null) => void = () => undefined;
  let print: (line: string) => void = () => undefined;
  const answer = (message: ParentMessage): void => {
    if (message.k === 'init') {
      print(`failed with ${credential.secret}`);
      tell({ k: 'evt', m: 'hostRefused', p: { host: HOST } });
      tell({ k: 'ready', p: {} });
    } else if (message.k === 'req') tell({ k: 'res', id: message.id, ok: true, r: { reading: null } });
    else if (message.k === 'stop') exit(0, null);
  };
  return {
    pid: 1,
    send: (message) => queueMicrotask(() => answer(message as ParentMessage)),
    onMessage: (listener) => {
      tell = listener;
      queueMicrotask(() => listener({ k: 'hello', v: 1 }));
    },
    onExit: (listener) => {
      exit = listener;
    },
    onClose: () => undefined,
    onOutput: (listener) => {
      print = listener;
    },
    kill: () => exit(null, 'SIGKILL'),
  };
};

it('a host that the inspector refused is on record, and the key is in neither record nor log', async () => {
  const record = vi.fn();
  const log = vi.fn();
  const inspector = wireKeyInspector(refusingWorker, systemClock, { record }, log);
  const slot = { exchange: 'kraken', environment: 'live', accountId: 'sub-1', purpose: 'trade' } as const;
  await inspector.inspect(slot, credential, () => undefined);
  expect(record.mock.calls).toEqual([['vault.host-refused', { ...slot, host: HOST }]]);
  expect(log.mock.calls).toEqual([['key inspector: failed with [redacted]']]);
});

it('a host that an exchange worker refused is told to main', async () => {
  const refused: string[] = [];
  const exchange = createExchange({
    name: 'exchange:paper',
    launch: refusingWorker,
    config: () => ({ exchange: 'binance', urls: {}, accounts: [], symbols: [] }),
    clock: systemClock,
    onHostRefused: (host) => refused.push(host),
  });
  exchange.start();
  await vi.waitFor(() => expect(refused).toEqual([HOST]));
  await exchange.stop();
});
