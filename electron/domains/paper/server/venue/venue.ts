import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import type { ExchangeServices } from '../exchange';
import { MAX_URL, readBody, sendJson, withLatency } from '../http-io';
import type { Refusals } from './counters';

/** The exchanges that the paper exchange can be besides Binance, one per process, by ccxt's ids. */
export const VENUE_IDS = ['bybit', 'okx', 'kraken'] as const;
export type VenueId = (typeof VENUE_IDS)[number];

/** What a venue works with: the one engine, the keys, the faults and the clock. */
export interface VenueServices extends Pick<ExchangeServices, 'engine' | 'specs' | 'keys' | 'faults' | 'now'> {
  /** Calls back once after so many milliseconds, unless the exchange is closed by then. */
  readonly after: (ms: number, callback: () => void) => void;
}

/** One request as it came in. */
export interface VenueCall {
  readonly method: string;
  readonly path: string;
  /** After the question mark, as sent. */
  readonly query: string;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
  readonly address: string;
  readonly now: UtcMs;
}

export interface VenueReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** No answer: the connection is to be broken. */
export type VenueOutcome = VenueReply | 'cut';

/** An exchange in its own REST dialect. */
export interface Venue {
  /** The header that carries a key, in lower case. */
  readonly keyHeader: string;
  readonly refusals: Refusals;
  answer(call: VenueCall): VenueOutcome;
  /** Everything counted is forgotten, bans too. */
  forget(): void;
  /** Its own words for a bug in this exchange. */
  readonly broken: VenueReply;
  /** What goes into `urls.api` of ccxt's class of the same name. */
  urls(rest: string): Record<string, unknown>;
}

/** Places an order under the faults of placement: cut before it is accepted, or after. */
export function placing(services: VenueServices, place: () => VenueReply): VenueOutcome {
  if (services.faults.take('cutBeforeAccept')) return 'cut';
  const reply = place();
  return services.faults.take('cutAfterAccept') ? 'cut' : reply;
}

/** Answers a venue's REST requests. `onSigned` hears of each request that carries a key, before it is looked at. */
export function createVenueHandler(services: VenueServices, venue: Venue, onSigned: () => void) {
  const answered = (call: VenueCall): VenueOutcome => {
    try {
      return venue.answer(call);
    } catch (thrown) {
      process.stderr.write(`paper exchange: ${call.path} failed: ${messageOf(thrown)}\n`);
      return venue.broken;
    }
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    request.on('error', () => undefined);
    const url = request.url ?? '';
    if (url.length > MAX_URL) {
      sendJson(response, 414, '{}');
      return;
    }
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    if (request.headers[venue.keyHeader] !== undefined) onSigned();
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    readBody(
      request,
      () => sendJson(response, 413, '{}'),
      (body) =>
        withLatency(
          services.faults.halfLatencyMs,
          () =>
            answered({
              method: request.method ?? 'GET',
              path,
              query,
              body,
              header,
              address: request.socket.remoteAddress ?? '',
              now: services.now(),
            }),
          (outcome) => {
            if (outcome === 'cut') request.socket.destroy();
            else sendJson(response, outcome.status, JSON.stringify(outcome.body), outcome.headers);
          },
        ),
    );
  };
}
