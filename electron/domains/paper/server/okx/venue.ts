import type { Venue, VenueServices } from '../venue/venue';
export function okxVenue(_services: VenueServices, _limits: object = {}): Venue {
  throw new Error('not yet');
}
