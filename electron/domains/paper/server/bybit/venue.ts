import type { Venue, VenueServices } from '../venue/venue';
export function bybitVenue(_services: VenueServices, _limits: object = {}): Venue {
  throw new Error('not yet');
}
