import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MODULE = resolve(import.meta.dirname, 'testnet-loopback.cjs');

/** Files to load before a program, by which its connections to the test network reach the paper exchange on this port. */
export function writeLoopback(folder: string, port: number): string {
  const file = join(folder, 'loopback.cjs');
  writeFileSync(file, `require(${JSON.stringify(MODULE)}).use(${port});\n`);
  return file;
}
