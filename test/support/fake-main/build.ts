import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../bundle';

/**
 * Builds the fake main process into a folder that Electron can start.
 * @returns the folder
 */
export async function buildFakeMain(): Promise<string> {
  const outDir = await bundle({ main: 'test/support/fake-main/main.ts' });
  await bundle({ preload: 'test/support/fake-main/preload.ts' }, { outDir, format: 'cjs' });
  const about = { name: 'holdfast-fake', version: '0', type: 'module', main: 'main.mjs' };
  await writeFile(join(outDir, 'package.json'), JSON.stringify(about));
  return outDir;
}
