import type { Snapshot } from '#shared/contract/index';
import type { Clock } from '#shared/model/time';
import type { Recorder } from '../recorder';

/** Charts over days need no more; it makes 1,440 records a day. Milliseconds. */
export const VALUE_EVERY_MS = 60_000;

/** Puts what each account is worth on record, so that equity, drawdown and exposure can be drawn later, exactly as they were known. */
export class Valuations {
  readonly #clock: Clock;
  readonly #recorder: Recorder;
  readonly #desk: () => Pick<Snapshot, 'accounts'>;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, recorder: Recorder, desk: () => Pick<Snapshot, 'accounts'>) {
    this.#clock = clock;
    this.#recorder = recorder;
    this.#desk = desk;
  }

  start(): void {
    this.#stop ??= this.#clock.every(VALUE_EVERY_MS, () => this.#record());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** What is not known is null, never the last number; with nothing known there is nothing to record. */
  #record(): void {
    const accounts = this.#desk().accounts.map(
      ({ accountId, environment, equity, cash, unrealised, grossExposure, asOf }) => ({
        accountId,
        environment,
        equity,
        cash,
        unrealised,
        exposure: grossExposure,
        asOf,
      }),
    );
    if (accounts.some(({ equity, exposure }) => equity !== null || exposure !== null))
      this.#recorder.record('desk.valued', { accounts });
  }
}
