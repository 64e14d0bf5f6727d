import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { projectRoot, run } from './lib/run.mjs';
import { failWith } from './lib/say.mjs';

/*
 * `npm run torture`: sets up what is missing, then kills the processes of a real console at moments that a seed decides
 * (docs/simulation.md). Exits 1 when something that must hold did not, and says how to do it again.
 */
async function main() {
  await ensureDependencies();
  await ensureBuild();
  const tsx = join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { code } = await run(process.execPath, [tsx, 'test/torture/run.ts', ...process.argv.slice(2)], {
    timeoutMs: 120 * 60_000,
  });
  process.exitCode = code;
}

main().catch(failWith);
