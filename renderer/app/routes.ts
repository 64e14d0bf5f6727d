import { useSyncExternalStore } from 'react';

/** The screens there are, in the order of the navigation. Each answers one question of the operator's. */
export const SCREENS = [
  { id: 'desk', name: 'Desk', question: 'What is at risk?' },
  { id: 'orders', name: 'Orders', question: 'What are the bots doing?' },
  { id: 'decisions', name: 'Decisions', question: 'What was decided, and why?' },
  { id: 'execution', name: 'Execution', question: 'How well are orders executed?' },
  { id: 'limits', name: 'Limits', question: 'What may each bot do, and how near is it?' },
  { id: 'triggers', name: 'Triggers', question: 'What is watched, and what does it stop?' },
  { id: 'accounts', name: 'Accounts', question: 'Which accounts are there, and which bot trades on which?' },
  { id: 'keys', name: 'Keys', question: 'Which keys are kept, and what could each do?' },
  { id: 'leaks', name: 'Leak scan', question: 'Has a key leaked into a file?' },
  { id: 'vault', name: 'Vault', question: 'Are the keys locked away?' },
  { id: 'journal', name: 'Journal', question: 'What is on record, and is it whole?' },
  { id: 'story', name: 'Story', question: 'What happened around this?' },
  { id: 'charts', name: 'Charts', question: 'How has it gone?' },
  { id: 'halt', name: 'Halt & resume', question: 'What was stopped, and may it run again?' },
] as const;

export type ScreenId = (typeof SCREENS)[number]['id'];

/** Address of a screen within the window; with a journal sequence, of what that record is about on that screen. */
export const hrefOf = (screen: ScreenId, seq?: number): string => `#/${screen}${seq === undefined ? '' : `/${seq}`}`;

const ADDRESS = /^#\/([a-z-]+)(?:\/([1-9]\d{0,15}))?$/;

const screenOf = (hash: string): ScreenId => {
  const name = ADDRESS.exec(hash)?.[1];
  return SCREENS.find(({ id }) => id === name)?.id ?? 'desk';
};

const seqOf = (hash: string): number | null => {
  const seq = ADDRESS.exec(hash)?.[2];
  return seq === undefined ? null : Number(seq);
};

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The screen on show; an address that names none is the desk. */
export const useScreen = (): ScreenId => useSyncExternalStore(onHashChange, () => screenOf(window.location.hash));

/** The journal sequence in the address; null when the screen was opened as a whole. */
export const useAddressedSeq = (): number | null =>
  useSyncExternalStore(onHashChange, () => seqOf(window.location.hash));
