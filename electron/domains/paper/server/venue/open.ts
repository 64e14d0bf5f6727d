import { bybitVenue } from '../bybit/venue';
import { krakenVenue } from '../kraken/venue';
import { okxVenue } from '../okx/venue';
import type { Venue, VenueId, VenueServices } from './venue';

/** Limits of a venue that differ from its own, by the names its `limits.ts` gives them. */
export type VenueLimits = Readonly<Record<string, number>>;

const VENUES: Readonly<Record<VenueId, (services: VenueServices, limits: VenueLimits) => Venue>> = {
  bybit: bybitVenue,
  okx: okxVenue,
  kraken: krakenVenue,
};

/** Opens the venue a paper exchange is, on the one engine. */
export const openVenue = (id: VenueId, services: VenueServices, limits: VenueLimits = {}): Venue =>
  VENUES[id](services, limits);
