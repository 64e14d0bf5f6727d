import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessFamily } from './lib/family.mjs';
import { startDisplay } from './session/display.mjs';
import { startKeyring } from './session/keyring.mjs';

/*
 * A private desktop for one run: a virtual display, and a message bus with an unlocked keychain, as far as asked for.
 * Nothing outlives the run: close() ends whatever was started in it, also what detached itself.
 */

export const sessionTag = 'HOLDFAST_SESSION';

const folderPrefix = 'holdfast-session-';

/**
 * @typedef {object} Session
 * @property {Record<string, string>} env to lay over the environment of what runs in the session
 * @property {string | undefined} display for example `:3`
 * @property {ProcessFamily} family what runs in it; adopt what you start
 * @property {import('./session/keyring.mjs').Moods | undefined} keyring what happens to people's keychains
 * @property {(options?: { graceMs?: number }) => Promise<readonly import('./lib/family.mjs').Member[]>} close ends
 *   everything in it, waiting `graceMs` for what goes by itself; resolves to those that had to be told to
 */

/**
 * @param {{ display?: string, keyring?: { dataFolder?: string, password?: string }, owner?: { uid: number, gid: number } }} want
 *   `display` is the screen, for example `1280x800x24`, or undefined for none;
 *   `keyring` without a `dataFolder` is a fresh one that is gone at the end;
 *   `owner` is another user whom the session is for, when we are root
 * @returns {Promise<Session>}
 * @throws {import('./lib/say.mjs').Problem} when a part of it does not come up; what was started is ended first
 */
export async function openSession({ display, keyring, owner }) {
  const id = randomBytes(8).toString('hex');
  await removeAbandonedFolders();
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  await chmod(folder, 0o700);
  const give = async (path) => {
    if (owner !== undefined) await chown(path, owner.uid, owner.gid);
  };
  await give(folder);
  const env = { [sessionTag]: id };
  const family = new ProcessFamily(sessionTag, id);
  const stops = [];
  let closing;
  const close = ({ graceMs = 0 } = {}) => {
    closing ??= (async () => {
      // The display and the bus stay until the app is gone: it may still need the keychain to end well.
      const told = await family.end(graceMs);
      for (const stop of stops.reverse()) await stop();
      await rm(folder, { recursive: true, force: true });
      return told;
    })();
    return closing;
  };
  try {
    let number;
    let moods;
    if (display !== undefined) {
      const screen = await startDisplay({ folder, screen: display });
      stops.push(screen.stop);
      await give(screen.env.XAUTHORITY);
      number = screen.env.DISPLAY;
      Object.assign(env, screen.env);
    }
    if (keyring !== undefined) {
      const runtime = join(folder, 'runtime');
      const data = keyring.dataFolder ?? join(folder, 'data');
      for (const each of [runtime, data]) {
        mkdirSync(each, { recursive: true, mode: 0o700 });
        await give(each);
      }
      const ring = await startKeyring({
        runtime,
        data,
        password: keyring.password ?? randomBytes(16).toString('hex'),
        owner,
      });
      stops.push(ring.stop);
      Object.assign(env, ring.env);
      moods = ring.moods;
    }
    return { env, display: number, family, keyring: moods, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Folders of runs that were killed before they could tidy up: their names hold the pid of a process that is gone. */
async function removeAbandonedFolders() {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^holdfast-session-(\d+)-/.exec(name)?.[1]);
    if (!Number.isInteger(pid)) continue;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') await rm(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

/**
 * Calls back when this process is told to stop: by Ctrl+C, by SIGTERM, or by its terminal going away.
 * @param {(signal: NodeJS.Signals) => void} onStop
 * @returns {() => void} stops listening
 */
export function onStopSignal(onStop) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onStop);
  return () => {
    for (const signal of signals) process.off(signal, onStop);
  };
}
