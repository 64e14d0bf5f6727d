import { messageOf } from '#shared/model/result';
import type { Random } from '../../../electron/domains/paper/engine/random';
import { RequestError } from '../../../electron/platform/process/serve';
import { type ChildHandle, type ParentMessage, WIRE_VERSION } from '../../../electron/platform/process/wire';
import { Life, type VirtualTime } from './time';

/** What a simulated process does: `platform/process/serve` without a process around it. */
export interface SimServed {
  readonly ready: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each protocol types its own; the pipe carries anything
  readonly requests: Readonly<Record<string, (params: any) => unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly notices: Readonly<Record<string, (params: any) => void>>;
  /** Asked to stop, or its parent is gone. */
  readonly stop: (why: 'stop' | 'parent-gone') => void | Promise<void>;
  /** It was killed: lets go of what would otherwise go on by itself. */
  readonly died?: () => void;
}

export type SimStart = (
  config: unknown,
  emit: (event: string, payload: unknown) => void,
  life: Life,
) => Promise<SimServed> | SimServed;

/** One direction between two processes: in order, each message a moment later. */
class Pipe {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #receiver: Life;
  #lastAt = 0;

  constructor(time: VirtualTime, random: Random, receiver: Life) {
    this.#time = time;
    this.#random = random;
    this.#receiver = receiver;
  }

  push(deliver: () => void): void {
    this.#lastAt = Math.max(this.#lastAt, this.#time.nowMs + this.#random.between(0.02, 0.3));
    this.#time.at(this.#lastAt, () => this.#receiver.run(deliver));
  }
}

interface Incarnation {
  readonly life: Life;
  /** Ends it now; its parent hears of it. */
  die(signal: string | null): void;
  parentGone(): void;
}

export interface SimProcessOptions {
  readonly name: string;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly parent: Life;
  readonly start: SimStart;
  readonly note: (what: string) => void;
}

/** A child process of the console, started again and again by the real supervisor; `crash` is what the world does to it. */
export class SimProcess {
  readonly #options: SimProcessOptions;
  #current: Incarnation | undefined;
  #started = 0;

  constructor(options: SimProcessOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#current?.life.isAlive === true;
  }

  crash(): void {
    this.#current?.die('SIGKILL');
  }

  /** For a machine that loses power: nobody is told. */
  vanish(): void {
    this.#current?.die(null);
  }

  /** The console is gone: the child hears the end of its channel. */
  parentGone(): void {
    this.#current?.parentGone();
  }

  /** What the supervisor launches. */
  readonly launch = (): ChildHandle => {
    const { name, time, random, parent, start, note } = this.#options;
    this.#started += 1;
    const life = new Life(`${name}#${this.#started}`, time);
    const up = new Pipe(time, random, parent);
    const down = new Pipe(time, random, life);
    let onMessage = (_message: unknown): void => undefined;
    let onExit = (_code: number | null, _signal: string | null): void => undefined;
    let served: SimServed | undefined;
    const send = (message: unknown): void => {
      if (life.isAlive) up.push(() => onMessage(message));
    };
    const die = (signal: string | null): void => {
      if (!life.isAlive) return;
      note(`${life.name} ends (${signal ?? 'exit'})`);
      life.end();
      served?.died?.();
      up.push(() => onExit(signal === null ? 0 : null, signal));
    };
    const stop = async (why: 'stop' | 'parent-gone'): Promise<void> => {
      await served?.stop(why);
      die(null);
    };
    const init = async (config: unknown): Promise<void> => {
      try {
        const started = await start(config, (m, p) => send({ k: 'evt', m, p }), life);
        if (!life.isAlive) return started.died?.();
        served = started;
        send({ k: 'ready', p: served.ready });
      } catch (thrown) {
        send({ k: 'failed', message: messageOf(thrown) });
      }
    };
    const answer = async (message: Extract<ParentMessage, { k: 'req' }>): Promise<void> => {
      try {
        const handle = served?.requests[message.m];
        if (handle === undefined) throw new RequestError('unknown-method', `no such request: ${message.m}`);
        send({ k: 'res', id: message.id, ok: true, r: await handle(message.p) });
      } catch (thrown) {
        const e =
          thrown instanceof RequestError
            ? { code: thrown.code, message: thrown.message, detail: thrown.detail }
            : { code: 'failed', message: messageOf(thrown) };
        send({ k: 'res', id: message.id, ok: false, e });
      }
    };
    const receive = (message: ParentMessage): void => {
      switch (message.k) {
        case 'init':
          void init(message.p);
          break;
        case 'req':
          void answer(message);
          break;
        case 'note':
          served?.notices[message.m]?.(message.p);
          break;
        case 'ping':
          send({ k: 'pong', n: message.n });
          break;
        case 'stop':
          void stop('stop');
          break;
      }
    };
    this.#current = { life, die, parentGone: () => life.after(0.5, () => void stop('parent-gone')) };
    life.after(random.between(5, 40), () => send({ k: 'hello', v: WIRE_VERSION }));
    return {
      pid: this.#started,
      send: (message) => down.push(() => receive(message as ParentMessage)),
      onMessage: (listener) => {
        onMessage = listener;
      },
      onClose: () => undefined,
      onExit: (listener) => {
        onExit = listener;
      },
      onOutput: () => undefined,
      kill: (signal) => die(signal),
    };
  };
}
