import { spawn } from 'node:child_process';
import { ensureBuild } from './build.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureDependencies } from './install.mjs';
import { isRoot, projectRoot } from './lib/run.mjs';
import { failWith } from './lib/say.mjs';

/*
 * `npm run -s halt -- [scope] [--reduce] [--reason TEXT]`, `npm run -s backup -- FILE`, `npm run -s restore -- FILE FOLDER`: the
 * commands of the app in this work tree, as `holdfast halt` and so on are of the installed one. HOLDFAST_DATA_DIR names the data folder. Ends with the command's own status.
 */
async function main() {
  await ensureDependencies();
  const runtime = await ensureElectronRuntime();
  await ensureBuild();
  const sandbox = isRoot && process.platform === 'linux' ? ['--no-sandbox'] : [];
  const command = spawn(runtime.executable, [...sandbox, projectRoot, ...process.argv.slice(2)], {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist },
    stdio: 'inherit',
  });
  process.exitCode = await new Promise((resolve, reject) => {
    command.once('error', reject);
    command.once('exit', (code) => resolve(code ?? 1));
  });
}

main().catch(failWith);
