import { clipboard } from 'electron';

/** The clipboard as main reads it: a key that is pasted never passes through a window. Both may reject when the OS gives no access. */
export interface Clipboard {
  read(): Promise<string>;
  /** Empties it, and the selection of X11, where they still hold this text. */
  clearIfHolds(text: string): Promise<void>;
}

export const systemClipboard: Clipboard = {
  read: () => clipboard.readText(),
  clearIfHolds: async (text) => {
    for (const each of process.platform === 'linux' ? [clipboard, clipboard.selection] : [clipboard])
      if ((await each.readText()) === text) each.clear();
  },
};
