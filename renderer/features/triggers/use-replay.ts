import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer } from '../../../shared/contract/index';
import type { ObservedPiece } from '../../../shared/contract/triggers';
import type { RecordedObservation } from '../../../shared/model/trigger-replay';
import type { TriggerId } from '../../../shared/model/triggers';
import { call } from '../../mirror/api';
import { mainNow } from '../../mirror/clock';

const DAY_MS = 24 * 3_600_000;
/** Most records looked at; a day of a busy desk is more than an operator waits for. */
const MOST_RECORDS = 100_000;

export interface Replay {
  readonly triggerId: TriggerId;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly problem: string;
  readonly records: number;
  readonly oldestAt: number | null;
  /** Oldest first. */
  readonly observations: readonly RecordedObservation[];
}

export interface Replaying {
  /** Null: nothing was asked of this trigger. */
  readonly replay: Replay | null;
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * What the journal of the last 24 hours holds for one trigger, read piece by piece. It is read once: how often a setting would have
 * fired over it is worked out from it at once, however the setting is changed. Another trigger is another component.
 */
export function useReplay(triggerId: TriggerId): Replaying {
  const [replay, setReplay] = useState<Replay | null>(null);
  const run = useRef(0);

  useEffect(
    () => () => {
      run.current += 1;
    },
    [],
  );

  const start = useCallback(async () => {
    run.current += 1;
    const mine = run.current;
    const from = Math.max(0, mainNow() - DAY_MS);
    let sum: Replay = { triggerId, state: 'running', problem: '', records: 0, oldestAt: null, observations: [] };
    const newestFirst: RecordedObservation[] = [];
    setReplay(sum);
    let beforeSeq: number | null = null;
    do {
      const answer: Answer<ObservedPiece> = await call('triggers.observed', { triggerId, from, beforeSeq });
      if (mine !== run.current) return;
      if (!answer.ok) {
        setReplay({ ...sum, state: 'failed', problem: answer.message });
        return;
      }
      const { observations, records, oldestAt, nextBeforeSeq }: ObservedPiece = answer.value;
      beforeSeq = nextBeforeSeq;
      newestFirst.push(...observations);
      sum = { ...sum, records: sum.records + records, oldestAt: oldestAt ?? sum.oldestAt };
      const state = beforeSeq === null ? 'done' : sum.records >= MOST_RECORDS ? 'stopped' : 'running';
      // What was found is folded once, at the end: until then only how far it has come is told.
      sum = { ...sum, state, observations: state === 'running' ? [] : newestFirst.toReversed() };
      setReplay(sum);
    } while (sum.state === 'running');
  }, [triggerId]);

  const stop = useCallback(() => {
    run.current += 1;
    setReplay(null);
  }, []);

  return { replay, start: () => void start(), stop };
}
