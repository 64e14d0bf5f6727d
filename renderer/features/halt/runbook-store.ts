import { useEffect } from 'react';
import { create } from 'zustand';
import type { Response } from '../../../shared/contract/index';
import { call } from '../../mirror/api';

interface RunbookState {
  /** Null until read. */
  readonly runbook: Response<'runbook.read'> | null;
  /** Why it could not be read, in words; empty otherwise. */
  readonly problem: string;
  /** Who acknowledges and ticks in this window. */
  readonly operator: string;
}

const useStore = create<RunbookState>(() => ({ runbook: null, problem: '', operator: '' }));
let isAsked = false;

async function read(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  const answer = await call('runbook.read', {});
  if (answer.ok) useStore.setState({ runbook: answer.value, problem: '', operator: answer.value.operator });
  else {
    isAsked = false;
    useStore.setState({ problem: answer.message });
  }
}

/** The runbook of this installation, read when a screen first wants it. */
export function useRunbook(): RunbookState {
  useEffect(() => void read(), []);
  return useStore();
}

export const setOperator = (operator: string): void => useStore.setState({ operator });
