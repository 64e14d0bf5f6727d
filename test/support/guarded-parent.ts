import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GuardAccount, GuardProtocol } from '../../electron/domains/halt/guard-protocol';
import { builtWorker } from './built-worker';
import { until } from './exchange-world';

type Message = Record<string, unknown>;

/** A process that stands for main, to be killed or stopped from outside, with its guard. */
export interface GuardParent {
  readonly parent: ChildProcess;
  readonly guardPid: number;
  readonly reportDirectory: string;
  /** The next thing the guard says that fits. */
  next(fits: (message: Message) => boolean): Promise<Message>;
}

/** Resolves when the guard is armed. */
export async function startGuardParent(accounts: readonly GuardAccount[]): Promise<GuardParent> {
  const reportDirectory = mkdtempSync(join(tmpdir(), 'holdfast-guard-'));
  const parent = fork(join(import.meta.dirname, 'guard-parent.mjs'), [builtWorker('guard')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const listeners = new Set<(message: Message) => void>();
  parent.on('message', (message) => {
    for (const listener of [...listeners]) listener(message as Message);
  });
  const next = (fits: (message: Message) => boolean): Promise<Message> =>
    until<Message>((listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, fits);
  const config: GuardProtocol['config'] = {
    accounts,
    silentAfterMs: 1_500,
    deadlineMs: 10_000,
    lookAgainMs: 400,
    reportDirectory,
  };
  const pid = await next((message) => message.k === 'pid');
  const armed = next((message) => message.m === 'armed');
  parent.send(config);
  await armed;
  return { parent, guardPid: Number(pid.pid), reportDirectory, next };
}
