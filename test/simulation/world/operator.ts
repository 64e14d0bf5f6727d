import type { HaltScope } from '#shared/model/trading-state';
import { createRandom, type Random } from '../../../electron/domains/paper/engine/random';
import { clearAll } from '../../support/clear-halts';
import { RUNBOOK, type SimConsole } from './console';
import { ACCOUNTS, EXCHANGES, SYMBOLS } from './limits';
import { RIGHT_WORDS } from './passphrase';
import type { Report } from './report';
import type { VirtualTime } from './time';

/** Halts when it feels like it, presses twice, mistypes, and resumes until it works. */
export class Operator {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #report: Report;
  readonly #console: () => SimConsole | undefined;
  #isAtWork = true;

  constructor(time: VirtualTime, seed: number, report: Report, console: () => SimConsole | undefined) {
    this.#time = time;
    this.#random = createRandom(seed, 'operator');
    this.#report = report;
    this.#console = console;
    this.#watch();
    const halts = this.#random.chance(0.6) ? 1 + Math.floor(this.#random.next() * 2) : 0;
    for (let i = 0; i < halts; i += 1) time.in(this.#random.between(500, 12_000), () => this.#press());
    const parts = this.#random.chance(0.5) ? 1 + Math.floor(this.#random.next() * 3) : 0;
    for (let i = 0; i < parts; i += 1) time.in(this.#random.between(500, 12_000), () => this.#pressPart());
  }

  /** Goes home: neither halts nor resumes any more. */
  leave(): void {
    this.#isAtWork = false;
  }

  #press(): void {
    if (!this.#isAtWork) return;
    this.#report.count('presses');
    this.#console()?.trip('button');
    if (this.#random.chance(0.4))
      this.#time.in(this.#random.between(0, 400), () => {
        if (this.#isAtWork) this.#console()?.trip('button');
      });
  }

  /** Halts a part, or lets only exits leave it. */
  #pressPart(): void {
    if (!this.#isAtWork) return;
    const one = <T>(of: readonly T[]): T => of[Math.floor(this.#random.next() * of.length)] as T;
    // No bot's halt: two bots share each account here, which the app's settings do not take.
    const scope = one<HaltScope>([
      { kind: 'account', accountId: one(ACCOUNTS) },
      { kind: 'symbol', symbol: one(SYMBOLS) },
      { kind: 'exchange', exchange: one(EXCHANGES) },
    ]);
    const state = this.#random.chance(0.7) ? 'HALTED' : 'REDUCING';
    this.#report.count(`${scope.kind} to ${state}`);
    this.#console()?.trip('button', scope, state);
  }

  /** Looks at the desk about each second, and resumes what is halted. */
  #watch(): void {
    this.#time.in(this.#random.between(300, 1_500), () => {
      if (!this.#isAtWork) return;
      const console = this.#console();
      const standing = console?.halt.gate.portfolioHalt ?? console?.halt.gate.halts[0];
      if (console !== undefined && standing !== undefined && this.#random.chance(0.7)) {
        const words = this.#random.chance(0.9) ? RIGHT_WORDS : 'wrong';
        // Some resumes are tried before everything is acknowledged and ticked: they are refused.
        const prepared = this.#random.chance(0.8) ? clearAll(console.halt, RUNBOOK) : Promise.resolve();
        void prepared
          .then(() => console.halt.resume(words, 'it is well again', standing.scope))
          .then((answer) => this.#report.count(answer.ok ? 'resumed' : `resume ${answer.code}`));
      }
      this.#watch();
    });
  }
}
