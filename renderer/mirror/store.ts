import { create } from 'zustand';
import type { Snapshot } from '../../shared/contract/index';
import { holdfast } from './api';
import { setMainTime } from './clock';
import { connectMirror, type MirrorPhase, type MirrorState } from './mirror';
import { paced } from './pace';

const useMirrorStore = create<MirrorState>(() => ({ phase: 'loading', snapshot: null, problem: '' }));

/** Starts mirroring main. Without a link (preload failed) the mirror is lost from the start, and says so. */
export function startMirror(): () => void {
  const api = holdfast();
  if (api === undefined) {
    useMirrorStore.setState({ phase: 'lost', problem: 'This window was opened without its link to Holdfast.' });
    return () => undefined;
  }
  const draw = paced((state) => useMirrorStore.setState(state));
  return connectMirror(api, (state) => {
    if (state.snapshot !== null && state.phase === 'live') setMainTime(state.snapshot.at);
    draw(state);
  });
}

/** How the mirror stands, and why. */
export const useMirrorPhase = (): MirrorPhase => useMirrorStore((state) => state.phase);
export const useMirrorProblem = (): string => useMirrorStore((state) => state.problem);
/** Whether anything has been heard yet: until then there is nothing to show. */
export const useHasSnapshot = (): boolean => useMirrorStore((state) => state.snapshot !== null);

/**
 * A part of what main said. The selector must return what is already in the snapshot (or a primitive), never a new
 * object, or the component draws on every change. Only below a check of `useHasSnapshot`.
 */
export function useDesk<T>(select: (snapshot: Snapshot) => T): T {
  return useMirrorStore((state) => {
    if (state.snapshot === null) throw new Error('asked for the desk before the first snapshot');
    return select(state.snapshot);
  });
}

/** The snapshot at this moment, for what runs outside of drawing. */
export const currentSnapshot = (): Snapshot | null => useMirrorStore.getState().snapshot;
/** Calls back after each change; returns the function that ends it. */
export const onMirror = (listener: (state: MirrorState) => void): (() => void) => useMirrorStore.subscribe(listener);
