import { create } from 'zustand';
import type { Event, Request, Response } from '../../../../shared/contract/index';
import type { KeyRow } from '../../../../shared/contract/keys';
import { KEY_GUIDES, type KeyPart } from '../../../../shared/model/key-guides';
import type { KeyStatement } from '../../../../shared/model/keys';
import { call } from '../../../mirror/api';

export const STEPS = ['What for', 'At the exchange', 'Paste', 'Check', 'Keep'] as const;
export type Step = 0 | 1 | 2 | 3 | 4;

export type Slot = Omit<Request<'keys.begin'>, 'replaces'>;

/** A key being set up. The secret parts are in main alone; here stands only that they were pasted, and how long they are. */
export interface Setup {
  readonly step: Step;
  readonly slot: Slot;
  /** The key it takes the place of. */
  readonly replaces: { readonly keyId: string; readonly ending: string } | null;
  readonly draftId: string | null;
  readonly pasted: Partial<Record<KeyPart, Response<'keys.paste'>>>;
  readonly progress: readonly Event<'keys.progress'>[];
  readonly verdict: Response<'keys.check'> | null;
  readonly stated: readonly KeyStatement[];
  /** What the last thing asked for came to, when it was not done. */
  readonly failure: string;
  /** What main is asked for now. */
  readonly doing: 'begin' | 'check' | 'keep' | KeyPart | null;
  readonly keptId: string | null;
}

const NEW: Setup = {
  step: 0,
  slot: { exchange: 'binance', environment: 'live', accountId: '', purpose: 'trade' },
  replaces: null,
  draftId: null,
  pasted: {},
  progress: [],
  verdict: null,
  stated: [],
  failure: '',
  doing: null,
  keptId: null,
};

const useStore = create<Setup>(() => NEW);
export const useSetup = (): Setup => useStore();
const now = (): Setup => useStore.getState();
const set = (part: Partial<Setup>): void => useStore.setState(part);

/** Begins with a new key, or with the successor of one, which is for the same. */
export function startWizard(successorOf: KeyRow | null): void {
  forget();
  if (successorOf === null) {
    useStore.setState(NEW, true);
    return;
  }
  const { exchange, environment, accountId, purpose, keyId, ending } = successorOf;
  useStore.setState({ ...NEW, slot: { exchange, environment, accountId, purpose }, replaces: { keyId, ending } }, true);
}

/** Begins with a new key for an account that is chosen already. */
export function startWizardFor(slot: Slot): void {
  forget();
  useStore.setState({ ...NEW, slot }, true);
}

/** Nothing of the draft is left in main. */
export function forget(): void {
  const { draftId } = now();
  if (draftId !== null) void call('keys.discard', { draftId });
  set({ draftId: null, pasted: {}, verdict: null, progress: [], stated: [] });
}

export function choose(part: Partial<Slot>): void {
  const slot = { ...now().slot, ...part };
  const { purposes, testnet } = KEY_GUIDES[slot.exchange];
  const [only = slot.purpose] = purposes;
  set({
    slot: {
      ...slot,
      purpose: purposes.includes(slot.purpose) ? slot.purpose : only,
      environment: testnet ? slot.environment : 'live',
    },
    failure: '',
  });
}

export const goTo = (step: Step): void => set({ step, failure: '' });
export const state = (statement: KeyStatement, isStated: boolean): void =>
  set({ stated: [...now().stated.filter((each) => each !== statement), ...(isStated ? [statement] : [])] });
export const onProgress = (progress: Event<'keys.progress'>): void => {
  const { draftId, progress: before } = now();
  if (progress.draftId !== draftId) return;
  set({ progress: [...before.filter(({ step }) => step !== progress.step), progress] });
};

/** A draft in main for what is chosen; a former one is discarded. Whether there is one. */
export async function begin(next: Step): Promise<void> {
  forget();
  const { slot, replaces } = now();
  set({ doing: 'begin', failure: '' });
  const answer = await call('keys.begin', { ...slot, replaces: replaces?.keyId ?? null });
  set(
    answer.ok ? { doing: null, draftId: answer.value.draftId, step: next } : { doing: null, failure: answer.message },
  );
}

export async function paste(part: KeyPart): Promise<void> {
  const { draftId, doing } = now();
  if (draftId === null || doing !== null) return;
  set({ doing: part, failure: '' });
  const answer = await call('keys.paste', { draftId, part });
  if (answer.ok) set({ doing: null, pasted: { ...now().pasted, [part]: answer.value }, verdict: null });
  else set({ doing: null, failure: answer.message, ...lostIf(answer.code) });
}

export async function check(): Promise<void> {
  const { draftId, doing } = now();
  if (draftId === null || doing !== null) return;
  set({ doing: 'check', failure: '', verdict: null, progress: [], stated: [], step: 3 });
  const answer = await call('keys.check', { draftId });
  set(
    answer.ok
      ? { doing: null, verdict: answer.value }
      : { doing: null, failure: answer.message, ...lostIf(answer.code) },
  );
}

export async function keep(by: string): Promise<void> {
  const { draftId, stated, doing } = now();
  if (draftId === null || doing !== null) return;
  set({ doing: 'keep', failure: '' });
  const answer = await call('keys.keep', { draftId, statements: [...stated], by });
  set(
    answer.ok
      ? { doing: null, keptId: answer.value.keyId, draftId: null }
      : { doing: null, failure: answer.message, ...lostIf(answer.code) },
  );
}

/** The draft is gone from main: what was pasted has to be pasted again. */
const lostIf = (code: string): Partial<Setup> =>
  code === 'unknown-draft' ? { draftId: null, pasted: {}, verdict: null, progress: [], stated: [], step: 1 } : {};
