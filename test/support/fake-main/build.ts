import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { projectRoot } from '../../../scripts/lib/run.mjs';

/**
 * Builds the fake main process into a folder that Electron can start.
 * @returns the folder
 */
export async function buildFakeMain(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'holdfast-fake-main-'));
  const part = (entry: string, format: 'es' | 'cjs', fileName: string): InlineConfig => ({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    ssr: { noExternal: true },
    resolve: { alias: [{ find: /^#shared\//, replacement: `${join(projectRoot, 'shared')}/` }] },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      ssr: join(projectRoot, 'test/support/fake-main', entry),
      rolldownOptions: {
        external: ['electron'],
        output: { format, entryFileNames: fileName, chunkFileNames: '[name].js' },
      },
    },
  });
  await build(part('main.ts', 'es', 'main.js'));
  await build(part('preload.ts', 'cjs', 'preload.cjs'));
  await writeFile(
    join(outDir, 'package.json'),
    JSON.stringify({ name: 'holdfast-fake', version: '0', type: 'module', main: 'main.js' }),
  );
  return outDir;
}
