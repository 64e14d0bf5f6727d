import { useState } from 'react';
import type { Answer } from '../../shared/contract/index';

/** One thing asked of main at a time; what was not done is said in main's words. `onDone` is called whatever came of it. */
export function useAction(onDone: () => void) {
  const [failure, setFailure] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const run = async <T>(act: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    setIsBusy(true);
    const answer = await act();
    setIsBusy(false);
    setFailure(answer.ok ? '' : answer.message);
    onDone();
    return answer;
  };
  return { failure, isBusy, run };
}
