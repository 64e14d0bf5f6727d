import { useCallback } from 'react';
import type { LimitsView } from '../../../shared/contract/limits';
import { call } from '../../mirror/api';
import { type Polled, usePolled } from '../../mirror/polled';

/** Who is looked at; null: the first there is. */
export interface Chosen {
  readonly botId: string | null;
  readonly symbol: string | null;
}

/** All limits, with those of one bot on one symbol in full, kept fresh. */
export const useLimits = ({ botId, symbol }: Chosen): Polled<LimitsView> =>
  usePolled(useCallback(() => call('limits.read', { botId, symbol }), [botId, symbol]));
