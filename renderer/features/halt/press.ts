import { create } from 'zustand';

/** What became of the last press of the halt button in this window, as far as the link to main goes. */
export interface Press {
  readonly state: 'none' | 'sent' | 'answered' | 'failed';
  /** Why it failed, in words; empty otherwise. */
  readonly problem: string;
}

/** The last press. It says nothing about trading: that is what main says. */
export const usePress = create<Press>(() => ({ state: 'none', problem: '' }));

export const notePress = (press: Press): void => usePress.setState(press);
