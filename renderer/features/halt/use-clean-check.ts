import { useState } from 'react';
import type { HaltScope } from '#shared/model/trading-state';
import { call } from '../../mirror/api';
import { mainNow } from '../../mirror/clock';
import type { Listing } from './clean-check';

/** Looks at the exchange when told to, and keeps what it said. */
export function useCleanCheck(scope: HaltScope) {
  const [listing, setListing] = useState<Listing | null>(null);
  const [isChecking, setIsChecking] = useState(false);
  const check = async () => {
    setIsChecking(true);
    const answer = await call('halt.check-clean', { scope });
    setIsChecking(false);
    setListing({
      at: mainNow(),
      found: answer.ok ? answer.value : undefined,
      problem: answer.ok ? '' : answer.message,
    });
  };
  return { listing, isChecking, check, forget: () => setListing(null) };
}
