import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureDependencies } from './install.mjs';
import { projectRoot, run } from './lib/run.mjs';
import { failWith } from './lib/say.mjs';
import { onStopSignal, openSession } from './session.mjs';
import { ensureSystemPackages } from './system.mjs';

/*
 * `npm run bench`: sets up what is missing, then measures everything in a private session. `--json` prints one object
 * and nothing else; `--only id,id` measures those alone. Exits 1 when a target is missed.
 */
async function main() {
  await ensureDependencies();
  await ensureSystemPackages({ display: true, keychain: true, tests: true });
  const runtime = await ensureElectronRuntime();
  await ensureBuild();
  const session = await openSession({ display: '1920x1080x24', keyring: {} });
  const stopListening = onStopSignal(() => void session.close());
  try {
    const tsx = join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const { code } = await run(process.execPath, [tsx, 'test/bench/run.ts', ...process.argv.slice(2)], {
      env: { ...process.env, ...session.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist },
      timeoutMs: 30 * 60_000,
    });
    process.exitCode = code ?? 1;
  } finally {
    stopListening();
    await session.close();
  }
}

main().catch(failWith);
