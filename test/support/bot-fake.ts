/** A bot's process in memory and a clock that only moves when told: what unit tests of supervision stand on. */
import { type ConsoleMessage, parseConsoleLine } from '#shared/bot-protocol';
import type { Clock } from '#shared/model/time';
import type { BotLauncher, BotProcess, BotProcessListeners } from '../../electron/platform/process/bot-process';

/** Time by hand. Timers fire in order inside `pass`. */
export class HandClock implements Clock {
  #ms = 0;
  #timers: Array<{ at: number; callback: () => void; every: number | undefined }> = [];
  constructor(private readonly start = Date.UTC(2026, 0, 2, 3, 4, 5)) {}
  now = (): number => this.start + this.#ms;
  monotonicMs = (): number => this.#ms;
  after = (ms: number, callback: () => void): (() => void) => this.#add(ms, callback, undefined);
  every = (ms: number, callback: () => void): (() => void) => this.#add(ms, callback, ms);

  pass(ms: number): void {
    const end = this.#ms + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#ms = Math.max(this.#ms, next.at);
      if (next.every === undefined) this.#timers = this.#timers.filter((timer) => timer !== next);
      else next.at = this.#ms + next.every;
      next.callback();
    }
    this.#ms = end;
  }

  /** The whole machine was held up: time has passed and no timer fired meanwhile. */
  jump(ms: number): void {
    this.#ms += ms;
  }

  #add(ms: number, callback: () => void, every: number | undefined): () => void {
    const timer = { at: this.#ms + ms, callback, every };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
}

export class FakeBotProcess implements BotProcess {
  readonly pid: number;
  readonly written: string[] = [];
  queued = 0;
  isAlive = true;
  /** Whether it exits when told to stop. */
  isObedient = true;
  readonly #listeners: BotProcessListeners;

  constructor(pid: number, listeners: BotProcessListeners) {
    this.pid = pid;
    this.#listeners = listeners;
  }

  writeLine(line: string): void {
    this.written.push(line);
    if (this.isObedient && line.includes('"method":"stop"')) setImmediate(() => this.exit('exited with code 0'));
  }
  queuedBytes(): number {
    return this.queued;
  }
  kill(): void {
    this.exit('ended by SIGKILL');
  }
  exit(how: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#listeners.onExit(how);
  }
  /** Writes a line as the bot would, dead or alive. */
  say(line: unknown): void {
    this.#listeners.onLine(typeof line === 'string' ? line : JSON.stringify(line));
  }
  oversize(): void {
    this.#listeners.onOversize(70_000);
  }
  ask(id: number, method: string, params: unknown = {}): void {
    this.say({ jsonrpc: '2.0', id, method, params });
  }
  hello(id = 1): void {
    this.ask(id, 'hello', { protocol: 1, name: 'fake', version: '1' });
  }

  /** Everything the console wrote; a line that is not of the protocol fails the test. */
  messages(): ConsoleMessage[] {
    return this.written.map((line) => {
      const parsed = parseConsoleLine(line);
      if (!parsed.ok) throw new Error(`the console wrote a line that is not of the protocol: ${parsed.error}: ${line}`);
      return parsed.value;
    });
  }
  answer(id: number): ConsoleMessage | undefined {
    return this.messages().find((message) => message.kind !== 'notice' && message.id === id);
  }
  errors(): number[] {
    return this.messages().flatMap((message) => (message.kind === 'error' ? [message.code] : []));
  }
  notices(method: string) {
    return this.messages().flatMap((message) =>
      message.kind === 'notice' && message.notice.method === method ? [message.notice] : [],
    );
  }
}

/** Starts fake processes and keeps them all. */
export function fakeLauncher(): { readonly launcher: BotLauncher; readonly started: FakeBotProcess[] } {
  const started: FakeBotProcess[] = [];
  const launcher: BotLauncher = (_launch, listeners) => {
    const process = new FakeBotProcess(started.length + 100, listeners);
    started.push(process);
    return process;
  };
  return { launcher, started };
}
