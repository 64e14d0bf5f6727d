import type { RequestListener } from 'node:http';
import type { Clock } from '#shared/model/time';
import type { ExchangeServices } from './server/exchange';
import { openVenue } from './server/venue/open';
import { createVenueHandler, type Venue } from './server/venue/venue';
import type { PaperOptions } from './start-options';

/** The venue a paper exchange is, when it is not Binance. */
export interface OpenedVenue {
  readonly venue: Venue;
  handler(onSigned: () => void): RequestListener;
  /** What it meant to do later is not done any more. */
  close(): void;
}

/** Opens the venue of the options; undefined for Binance, whose server has more than REST. */
export function venueOf(options: PaperOptions, services: ExchangeServices, clock: Clock): OpenedVenue | undefined {
  const { exchange = 'binance', venueLimits } = options;
  if (exchange === 'binance') return undefined;
  const waiting = new Set<() => void>();
  const after = (ms: number, callback: () => void): void => {
    const cancel = clock.after(ms, () => {
      waiting.delete(cancel);
      callback();
    });
    waiting.add(cancel);
  };
  const venueServices = { ...services, after };
  const venue = openVenue(exchange, venueServices, venueLimits);
  return {
    venue,
    handler: (onSigned) => createVenueHandler(venueServices, venue, onSigned),
    close: () => {
      for (const cancel of waiting) cancel();
    },
  };
}
