import { clipboard } from 'electron';

/** The clipboard as main reads it: a key that is pasted never passes through a window. Both may reject when the OS gives no access. */
export interface Clipboard {
  read(): Promise<string>;
  /** Empties it, and the selection of X11, where they still hold this text. */
  clearIfHolds(text: string): Promise<void>;
}

export const systemClipboard: Clipboard = {
  // Electron before 45 answers at once, and has no second clipboard to name.
  read: async () => clipboard.readText(),
  clearIfHolds: async (text) => {
    const all = [clipboard, clipboard.selection].filter((each) => each !== undefined);
    for (const each of all) if ((await each.readText()) === text) each.clear();
  },
};
