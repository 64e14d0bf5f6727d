import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureDependencies } from './install.mjs';
import { isRoot, projectRoot, signalGroup } from './lib/run.mjs';
import { failWith, say } from './lib/say.mjs';
import { onStopSignal, openSession } from './session.mjs';
import { ensureSystemPackages } from './system.mjs';

/*
 * `npm start`: from a fresh clone to the running console. Arguments go to the app; HOLDFAST_DATA_DIR names its data folder.
 */

/** How long the app may take to end well: a halt on the way out cancels orders first. */
const endWellMs = 10_000;

const linux = process.platform === 'linux';
const hasDisplay = !linux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const hasBus = !linux || Boolean(process.env.DBUS_SESSION_BUS_ADDRESS);

/**
 * Where the keychain of runs without a desktop stays between them. Its password lies beside it, because nobody is there
 * to type one: it keeps secrets from other users, not from whoever reads this user's files.
 */
function headlessKeyring() {
  const base = process.env.XDG_STATE_HOME;
  const folder = join(
    base?.startsWith('/') ? base : join(homedir(), '.local', 'state'),
    'holdfast',
    'headless-keychain',
  );
  const passwordFile = join(folder, 'password');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return { dataFolder: join(folder, 'data'), password: readFileSync(passwordFile, 'utf8').trim() };
}

async function openWhatIsMissing() {
  if (hasDisplay) return { env: {}, family: undefined, close: async () => [] };
  const keyring = hasBus ? undefined : headlessKeyring();
  const session = await openSession({ display: '1280x800x24', ...(keyring === undefined ? {} : { keyring }) });
  const screenshot = process.env.HOLDFAST_SCREENSHOT || join(tmpdir(), 'holdfast-screen.png');
  say(`No display here: the console runs on a virtual one (${session.display}, 1280x800).`);
  say(`Its picture is refreshed in ${screenshot}`);
  if (keyring !== undefined) {
    say('No session bus here: the app gets a keychain of its own, good for trying it; do not keep live keys in it.');
  }
  return {
    ...session,
    env: {
      ...session.env,
      HOLDFAST_HEADLESS: '1',
      HOLDFAST_SCREENSHOT: screenshot,
      ...(keyring === undefined ? {} : { HOLDFAST_PRIVATE_KEYCHAIN: '1' }),
    },
  };
}

/** @returns {Promise<number>} the exit code to end with */
async function runApp(runtime, session) {
  const sandbox = [];
  if (isRoot && linux) {
    say(
      'Running as root: Electron refuses to start its sandbox there, so it is off (--no-sandbox). Use an ordinary user for real work.',
    );
    sandbox.push('--no-sandbox');
  }
  // A group of its own: Ctrl+C reaches this script only, which then ends the app in order.
  const app = spawn(runtime.executable, [...sandbox, projectRoot, ...process.argv.slice(2)], {
    cwd: process.cwd(),
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist, ...session.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  session.family?.adopt(app.pid);
  session.family?.watch(2000);
  let stopping = false;
  const stop = () => {
    if (stopping) {
      signalGroup(app.pid, 'SIGKILL');
      return;
    }
    stopping = true;
    app.kill('SIGTERM');
    setTimeout(() => {
      say(`The app did not end within ${endWellMs / 1000} s and is killed; its guard cancels what is open.`);
      signalGroup(app.pid, 'SIGKILL');
    }, endWellMs).unref();
  };
  const stopListening = onStopSignal(stop);
  const code = await new Promise((resolve) => {
    app.once('error', (error) => {
      failWith(error);
      resolve(1);
    });
    app.once('exit', (exitCode, signal) => resolve(stopping ? 0 : (exitCode ?? (signal ? 1 : 0))));
  });
  // The guard may outlive the app to cancel orders; only a session of ours waits for it, since it takes the keychain away.
  await session.close({ graceMs: endWellMs });
  stopListening();
  return code;
}

async function start() {
  await ensureDependencies();
  await ensureSystemPackages({ display: !hasDisplay, keychain: !hasDisplay && !hasBus, tests: false });
  const runtime = await ensureElectronRuntime();
  await ensureBuild();
  process.exitCode = await runApp(runtime, await openWhatIsMissing());
}

start().catch(failWith);
