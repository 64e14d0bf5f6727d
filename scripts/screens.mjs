import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { ensureBuild } from './build.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { failWith, formatDuration, say } from './lib/say.mjs';
import { onStopSignal, openSession } from './session.mjs';

/*
 * `npm run screens -- --out DIR [--only real|made-up] [--screens accounts,keys]`: a picture of every screen, or of these, in
 * each of its states, both themes, both sizes. A state is reached on the real app wherever it can be; the rest, and whatever the real app would not show
 * this time, comes from a made-up desk, and its file says so: `desk--stale--made-up--dark--1280x800.png`.
 */

async function main() {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'screens' }, only: { type: 'string' }, screens: { type: 'string' } },
  });
  const wanted = values.screens?.split(',');
  const out = resolve(values.out);
  await mkdir(out, { recursive: true });
  const runtime = await ensureElectronRuntime();
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.dist;
  await ensureBuild();

  const session =
    process.platform === 'linux' ? await openSession({ display: '1920x1200x24', keyring: {} }) : undefined;
  const stopListening = onStopSignal(() => void session?.close());
  delete process.env.WAYLAND_DISPLAY;
  Object.assign(process.env, session?.env);
  // The launcher and the made-up desk are the tests' own, in TypeScript.
  const unregister = register();
  const started = Date.now();
  try {
    const { pictureRealDesk } = await import('./screens/real.mjs');
    const { pictureMadeUpDesk } = await import('./screens/made-up.mjs');
    const taken = values.only === 'made-up' ? new Set() : await pictureRealDesk(out, wanted);
    const more = values.only === 'real' ? new Set() : await pictureMadeUpDesk(out, taken, wanted);
    say(
      `${taken.size} states from the real app and ${more.size} made up, in ${out}, after ${formatDuration(Date.now() - started)}`,
    );
  } finally {
    await unregister();
    stopListening();
    await session?.close({ graceMs: 2_000 });
  }
}

main().then(() => process.exit(0), failWith);
