import { ensureElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { onStopSignal, openSession } from '../../scripts/session.mjs';

/**
 * Set-up of the test kinds that start the real Electron: a runtime, a virtual display, and a real keychain that is
 * fresh and gone afterwards. A developer's own display and keychain are never used: tests press keys and store secrets.
 */
export async function setup(): Promise<() => Promise<void>> {
  const runtime = await ensureElectronRuntime();
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.dist;
  if (process.platform !== 'linux') return async () => undefined;
  const session = await openSession({ display: '1920x1080x24', keyring: {} });
  // Otherwise a desktop's Wayland would win over the virtual display.
  delete process.env['WAYLAND_DISPLAY'];
  Object.assign(process.env, session.env);
  const stopListening = onStopSignal(() => void session.close());
  return async () => {
    stopListening();
    await session.close({ graceMs: 2000 });
  };
}
