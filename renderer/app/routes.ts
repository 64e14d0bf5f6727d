import { useSyncExternalStore } from 'react';

/** The screens there are, in the order of the navigation. Each answers one question of the operator's. */
export const SCREENS = [
  { id: 'desk', name: 'Desk', question: 'What is at risk?' },
  { id: 'orders', name: 'Orders', question: 'What are the bots doing?' },
  { id: 'execution', name: 'Execution', question: 'How well are orders executed?' },
  { id: 'journal', name: 'Journal', question: 'What is on record, and is it whole?' },
  { id: 'halt', name: 'Halt & resume', question: 'What was stopped, and may it run again?' },
] as const;

export type ScreenId = (typeof SCREENS)[number]['id'];

/** Address of a screen within the window. */
export const hrefOf = (screen: ScreenId): string => `#/${screen}`;

const screenOf = (hash: string): ScreenId => SCREENS.find(({ id }) => hash === hrefOf(id))?.id ?? 'desk';

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The screen on show; an address that names none is the desk. */
export const useScreen = (): ScreenId => useSyncExternalStore(onHashChange, () => screenOf(window.location.hash));
