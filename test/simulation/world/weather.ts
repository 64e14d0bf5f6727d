import type { Random } from '../../../electron/domains/paper/engine/random';

/** What is wrong between the console and the exchange now. Chances are per message. */
export interface Weather {
  /** One way, milliseconds. */
  latencyMs: readonly [number, number];
  spikes: number;
  spikeMs: number;
  /** The request never reaches the exchange; its sender hears nothing. */
  lostBefore: number;
  /** The exchange acts, and its answer is lost. */
  lostAfter: number;
  /** The exchange answers -1007, having acted or not. */
  unknownOutcome: number;
  /** Cancels that find the order filled just before. */
  fillDuringCancel: number;
  /** Every request is answered with this. */
  status: 429 | 418 | undefined;
  refusesConnections: boolean;
  /** Stream messages told twice, and such as hold up all behind them. */
  streamTwice: number;
  streamHeldUp: number;
  prices: 'good' | 'stale' | 'crossed' | 'absurdly high' | 'absurdly low';
}

export const fairWeather = (): Weather => ({
  latencyMs: [2, 12],
  spikes: 0,
  spikeMs: 0,
  lostBefore: 0,
  lostAfter: 0,
  unknownOutcome: 0,
  fillDuringCancel: 0,
  status: undefined,
  refusesConnections: false,
  streamTwice: 0,
  streamHeldUp: 0,
  prices: 'good',
});

/** How long one message takes. */
export function latencyOf({ latencyMs: [least, most], spikes, spikeMs }: Weather, random: Random): number {
  const ms = random.between(least, most);
  return random.chance(spikes) ? ms + random.next() * spikeMs : ms;
}
