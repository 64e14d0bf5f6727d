import type { FuturesEngine } from '../../engine/futures/engine';
import type { Publication } from '../publication';
import type { RateLimits } from '../rate-limits';
import type { FuturesUserStreams } from './user-streams';

/** What the futures routes use besides the keys, faults and clock that they share with spot. */
export interface FuturesServices {
  readonly engine: FuturesEngine;
  readonly publication: Publication;
  readonly limits: RateLimits;
  readonly users: FuturesUserStreams;
}
