import { afterEach, inject } from 'vitest';
import { saidLast } from './electron-launch';
import { failedTry } from './failed-try';

/** Gives a test process the desktop that is its own: each of those running side by side has another number. */
const envs = inject('desktopEnvs');
const number = Number(process.env.VITEST_POOL_ID ?? '1');
const env = envs[(number - 1) % Math.max(1, envs.length)];
if (env !== undefined) {
  // Otherwise a desktop's Wayland would win over the virtual display.
  delete process.env.WAYLAND_DISPLAY;
  Object.assign(process.env, env);
}

// A first try that failed is told as it happens: when the second one passes, nothing else would.
afterEach(({ task: { name, result } }) => {
  if (result?.state === 'fail')
    process.stdout.write(failedTry(name, result.retryCount ?? 0, result.errors?.at(-1), saidLast()));
});
