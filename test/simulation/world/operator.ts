import { createRandom, type Random } from '../../../electron/domains/paper/engine/random';
import type { SimConsole } from './console';
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

  /** Looks at the desk about each second, and resumes what is halted. */
  #watch(): void {
    this.#time.in(this.#random.between(300, 1_500), () => {
      if (!this.#isAtWork) return;
      const console = this.#console();
      if (console?.halt.gate.portfolioHalt !== undefined && this.#random.chance(0.7)) {
        const words = this.#random.chance(0.9) ? RIGHT_WORDS : 'wrong';
        void console.halt
          .resume(words, 'it is well again')
          .then((answer) => this.#report.count(answer.ok ? 'resumed' : `resume ${answer.code}`));
      }
      this.#watch();
    });
  }
}
