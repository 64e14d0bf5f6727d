import type { Change, HoldfastApi, Snapshot } from '../../shared/contract/index';
import { applyChange } from './apply-change';

/** How the mirror stands. `lost`: main does not answer, and what is shown is the last that it said. */
export type MirrorPhase = 'loading' | 'live' | 'lost';

export interface MirrorState {
  readonly phase: MirrorPhase;
  /** The last known whole; null only until the first answer. */
  readonly snapshot: Snapshot | null;
  /** Why it is lost, in words; empty otherwise. */
  readonly problem: string;
}

/** An answer that takes longer than this counts as none, milliseconds. */
export const ANSWER_WITHIN_MS = 4_000;
/** Silence after which main is asked whether it is still there, milliseconds. */
export const QUIET_MS = 5_000;
/** Waits between questions that did not help, milliseconds; the last one repeats. */
export const BACK_OFF_MS = [250, 500, 1_000, 2_000, 5_000] as const;
/** Changes kept while a snapshot is under way; more than this and the snapshot is asked for again. */
const BUFFERED_MOST = 1_000;

/**
 * Keeps a copy of main's state: a snapshot, then numbered changes. On a gap it asks for a snapshot again, one question
 * at a time, with back-off. `show` gets every new state. Returns the function that ends it.
 */
export function connectMirror(api: HoldfastApi, show: (state: MirrorState) => void): () => void {
  let snapshot: Snapshot | null = null;
  let waiting: Change[] = [];
  let question = 0;
  let asking = false;
  let failures = 0;
  let lastHeardAt = performance.now();
  let retry: ReturnType<typeof setTimeout> | undefined;

  const unsubscribe = api.on('desk.changed', (change) => {
    lastHeardAt = performance.now();
    if (snapshot === null || asking || retry !== undefined) {
      if (waiting.length < BUFFERED_MOST) waiting.push(change);
      return;
    }
    if (change.revision <= snapshot.revision) return;
    if (change.revision > snapshot.revision + 1) {
      waiting = [change];
      ask();
      return;
    }
    snapshot = applyChange(snapshot, change);
    show({ phase: 'live', snapshot, problem: '' });
  });

  const watchdog = setInterval(() => {
    if (!asking && retry === undefined && performance.now() - lastHeardAt > QUIET_MS) ask();
  }, 1_000);

  function ask(): void {
    if (asking) return;
    asking = true;
    question += 1;
    const mine = question;
    const deadline = setTimeout(() => settle(mine, null, NO_ANSWER), ANSWER_WITHIN_MS);
    const settled = (answer: Snapshot | null, problem: string) => {
      clearTimeout(deadline);
      settle(mine, answer, problem);
    };
    api.call('desk.snapshot', {}).then(
      (answer) => (answer.ok ? settled(answer.value, '') : settled(null, answer.message)),
      () => settled(null, NO_ANSWER),
    );
  }

  function settle(mine: number, answer: Snapshot | null, problem: string): void {
    if (mine !== question || !asking) return;
    asking = false;
    if (answer === null) {
      show({ phase: snapshot === null && failures < 2 ? 'loading' : 'lost', snapshot, problem });
      askLater();
      return;
    }
    lastHeardAt = performance.now();
    snapshot = answer;
    const gap = drain();
    show({ phase: 'live', snapshot, problem: '' });
    if (gap) askLater();
    else failures = 0;
  }

  /** Applies what came meanwhile; true when a number is still missing. */
  function drain(): boolean {
    const changes = waiting.sort((a, b) => a.revision - b.revision);
    waiting = [];
    for (const [index, change] of changes.entries()) {
      if (snapshot === null || change.revision <= snapshot.revision) continue;
      if (change.revision > snapshot.revision + 1) {
        waiting = changes.slice(index);
        return true;
      }
      snapshot = applyChange(snapshot, change);
    }
    return false;
  }

  function askLater(): void {
    const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)];
    failures += 1;
    retry = setTimeout(() => {
      retry = undefined;
      ask();
    }, wait);
  }

  show({ phase: 'loading', snapshot: null, problem: '' });
  ask();
  return () => {
    question += 1;
    unsubscribe();
    clearInterval(watchdog);
    clearTimeout(retry);
  };
}

const NO_ANSWER = 'No answer from the part of Holdfast that trades.';
