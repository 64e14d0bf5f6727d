import { join } from 'node:path';
import { ensureDependencies } from './install.mjs';
import { projectRoot, run } from './lib/run.mjs';
import { failWith } from './lib/say.mjs';

/*
 * `npm run simulate`: sets up what is missing, then runs seeds of the simulation (docs/simulation.md). Exits 1 when one
 * fails, and says how to replay it.
 */
async function main() {
  await ensureDependencies();
  const tsx = join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { code } = await run(process.execPath, [tsx, 'test/simulation/run.ts', ...process.argv.slice(2)], {
    timeoutMs: 60 * 60_000,
  });
  process.exitCode = code;
}

main().catch(failWith);
