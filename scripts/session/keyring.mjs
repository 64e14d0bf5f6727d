import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pause, run } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';
import { firstLine, startDaemon } from './daemon.mjs';

/**
 * A message bus with an unlocked gnome-keyring on it: the same Secret Service that a desktop has, for machines without
 * one. The two daemons are started one by one, not through dbus-run-session, so that each can be ended and none is left.
 * @param {{ runtime: string, data: string, password: string, owner?: { uid: number, gid: number } }} options folders of mode 0700, the owner's
 * @returns {Promise<{ env: Record<string, string>, moods: Moods, stop: () => Promise<void> }>}
 * @typedef {object} Moods what happens to people's keychains
 * @property {() => Promise<void>} leave ends the keyring and leaves the bus, as when it crashes
 * @property {() => Promise<void>} comeBack starts it again on the same files
 * @property {() => Promise<void>} refuse the bus lets nobody ask it, as a system's policy or a sandbox does
 * @property {() => Promise<void>} permit takes that back
 */
export async function startKeyring({ runtime, data, password, owner }) {
  const base = { ...process.env, XDG_RUNTIME_DIR: runtime };
  const config = join(runtime, 'bus.conf');
  await writeFile(config, busConfig(runtime, ''));
  const bus = startDaemon('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=3'], {
    env: base,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    owner,
  });
  let ring;
  const leave = async () => ring?.stop();
  const stop = async () => {
    await leave();
    await bus.stop();
  };
  try {
    const address = await firstLine(bus.child.stdio[3], bus, 'The message bus (dbus-daemon)');
    const env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime };
    const comeBack = async () => {
      ring = startDaemon('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
        env: { ...base, ...env, XDG_DATA_HOME: data },
        stdio: ['pipe', 'ignore', 'ignore'],
        owner,
      });
      ring.child.stdin.on('error', () => undefined);
      ring.child.stdin.end(password);
      await serving(env, ring, owner);
    };
    const setPolicy = async (rule) => {
      await writeFile(config, busConfig(runtime, rule));
      const bus = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
      const { code, output } = await run('dbus-send', [...bus, 'org.freedesktop.DBus.ReloadConfig'], {
        quiet: true,
        env: { ...process.env, ...env },
        ...owner,
      });
      if (code !== 0) throw new Problem(`The message bus did not take its new policy: ${output}`);
    };
    const refuse = () => setPolicy('<deny send_destination="org.freedesktop.secrets"/>');
    const permit = () => setPolicy('');
    await comeBack();
    return { env, moods: { leave, comeBack, refuse, permit }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A session bus that starts no services by itself. With the usual configuration the first question to the keychain
 * starts a second gnome-keyring-daemon, on the user's own files, before ours has taken the name.
 */
function busConfig(folder, rule) {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    ${rule}
  </policy>
</busconfig>
`;
}

/** Waits until the keyring answers for its default collection: the bus name alone comes before it is unlocked. */
async function serving(env, ring, owner) {
  const until = Date.now() + 15_000;
  const ask = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
  const question = ['org.freedesktop.Secret.Service.ReadAlias', 'string:default'];
  while (Date.now() < until && !ring.hasEnded()) {
    const reply = await run('dbus-send', [...ask, ...question], {
      quiet: true,
      env: { ...process.env, ...env },
      ...owner,
    });
    if (reply.code === 0 && reply.output.includes('/collection/')) return;
    await pause(50);
  }
  throw new Problem('The keychain (gnome-keyring-daemon) did not come up within 15 s');
}
