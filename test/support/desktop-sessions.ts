import type { TestProject } from 'vitest/node';
import { ensureElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { onStopSignal, openSession } from '../../scripts/session.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** How many desktops the project's files need side by side. */
    readonly desktops: number;
    /** The environment of each; empty where the operator's own desktop is used. */
    readonly desktopEnvs: readonly Readonly<Record<string, string>>[];
  }
}

/**
 * Set-up of the test kinds that start the real Electron: a runtime, and for each file that runs beside others a virtual
 * display and a real keychain that are fresh and gone afterwards: two windows on one display take the keyboard from each
 * other. A developer's own display and keychain are never used: tests press keys and store secrets.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runtime = await ensureElectronRuntime();
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.dist;
  project.provide('desktopEnvs', []);
  if (process.platform !== 'linux') return async () => undefined;
  const sessions: Awaited<ReturnType<typeof openSession>>[] = [];
  const closeAll = async (graceMs: number): Promise<void> => {
    await Promise.all(sessions.map((session) => session.close({ graceMs })));
  };
  const stopListening = onStopSignal(() => void closeAll(0));
  try {
    const { desktops = 1 } = project.config.provide;
    for (let made = 0; made < desktops; made += 1)
      sessions.push(await openSession({ display: '1920x1080x24', keyring: {} }));
  } catch (error) {
    stopListening();
    await closeAll(0);
    throw error;
  }
  project.provide(
    'desktopEnvs',
    sessions.map(({ env }) => env),
  );
  return async () => {
    stopListening();
    await closeAll(2000);
  };
}
