import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import type { Recorder } from './recorder';

/**
 * How the exchanges' own dead-man timers stand, as the guard tells it. Journals each change of state, not each time one is set
 * anew. While the guard is away nobody sets them: what runs, runs on towards its end, and is shown so.
 */
export class ExchangeTimerBoard {
  readonly #standing = new Map<string, ExchangeTimerStanding>();
  readonly #recorder: Pick<Recorder, 'record'>;
  readonly #onChange: () => void;

  constructor(recorder: Pick<Recorder, 'record'>, onChange: () => void) {
    this.#recorder = recorder;
    this.#onChange = onChange;
  }

  of(accountId: string): ExchangeTimerStanding | undefined {
    return this.#standing.get(accountId);
  }

  take(accounts: readonly ExchangeTimerStanding[]): void {
    for (const standing of accounts) {
      const { accountId, state, covered, symbols, problem } = standing;
      const before = this.#standing.get(accountId);
      this.#standing.set(accountId, standing);
      if (state === 'none' || state === 'starting' || before?.state === state) continue;
      this.#recorder.record('dead-man.timer', { accountId, state, covered, symbols, problem });
    }
    this.#onChange();
  }

  guardIsAway(): void {
    const away = [...this.#standing.values()].filter(({ state }) => state !== 'none' && state !== 'disarmed');
    const problem = 'the guard that sets it is away';
    if (away.length > 0) this.take(away.map((standing) => ({ ...standing, state: 'failing', problem })));
  }
}
