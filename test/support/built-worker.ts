import { resolve } from 'node:path';

/**
 * A worker's entry as the app's own build made it (`npm run build` first; `npm test` does): plain Node runs it as it stands. Read from
 * TypeScript instead, each start of one takes a second of a core.
 */
export const builtWorker = (name: string): string =>
  resolve(import.meta.dirname, '../../out/main/workers', `${name}.js`);
