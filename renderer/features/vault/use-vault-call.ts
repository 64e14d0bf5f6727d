import { useState } from 'react';
import type { ChannelName, Request } from '../../../shared/contract/index';
import { call } from '../../mirror/api';
import { showRecoveryCode } from './vault-store';

type VaultCall = Extract<ChannelName, `vault.${string}`>;

/** One call of a form: whether it runs, and why it was refused. A recovery code that comes back is shown. */
export function useVaultCall<N extends VaultCall>(
  name: N,
): {
  readonly isRunning: boolean;
  readonly failure: string;
  /** Whether it was done. */
  readonly ask: (request: Request<N>) => Promise<boolean>;
} {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState('');
  const ask = async (request: Request<N>): Promise<boolean> => {
    setRunning(true);
    setFailure('');
    const answer = await call(name, request);
    setRunning(false);
    if (!answer.ok) {
      setFailure(answer.message);
      return false;
    }
    if ('recoveryCode' in answer.value) showRecoveryCode(answer.value.recoveryCode);
    return true;
  };
  return { isRunning, failure, ask };
}
