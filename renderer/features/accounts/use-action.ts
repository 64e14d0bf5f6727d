import { useState } from 'react';
import type { Answer } from '../../../shared/contract/index';

/** One thing asked of main at a time; what was not done is said in main's words. */
export function useAction(onDone: () => void) {
  const [failure, setFailure] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const run = async (act: () => Promise<Answer<unknown>>): Promise<boolean> => {
    setIsBusy(true);
    const answer = await act();
    setIsBusy(false);
    setFailure(answer.ok ? '' : answer.message);
    if (answer.ok) onDone();
    return answer.ok;
  };
  return { failure, isBusy, run };
}
