import { readFileIfExists, writeFileAtomically } from '../platform/files';

/** One small file, read whole and replaced atomically. */
export const storedText = (
  file: string,
): { read(): Promise<string | undefined>; write(text: string): Promise<void> } => ({
  read: async () => (await readFileIfExists(file))?.toString('utf8'),
  write: (text) => writeFileAtomically(file, text),
});
