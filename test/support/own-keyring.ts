import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/run.mjs';
import { openSession } from '../../scripts/session.mjs';

/** A real gnome-keyring on a bus of its own, to which happens what happens to people's. */
export interface OwnKeyring {
  /** To be laid over the environment of what is to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Locks the collection that is used by default, as a password manager does. */
  lock(): void;
  /** Unlocks it with its password, as logging in does. */
  unlock(): Promise<void>;
  /** Ends its program; the bus stays. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  /** The bus lets nobody ask it, as a system's policy or a sandbox does. */
  refuse(): Promise<void>;
  permit(): Promise<void>;
  /** What Holdfast stored there. */
  items(): Array<{ readonly account: string; readonly password: string }>;
  put(account: string, password: string): void;
  remove(account: string): void;
  close(): Promise<void>;
}

/** Bytes of gnome-keyring's control socket: the answer's length, then what came of it; 0 is done. */
const DONE = Buffer.from([0, 0, 0, 8, 0, 0, 0, 0]);
const UNLOCK = 1;

export async function openOwnKeyring(): Promise<OwnKeyring> {
  const password = randomBytes(16).toString('hex');
  const { env, keyring, close } = await openSession({ keyring: { password } });
  if (keyring === undefined) throw new Error('the session has no keychain');
  const all = { ...process.env, ...env };
  /** keytar reads the bus's address once for a process: each question gets a process of its own. */
  const ask = (call: string): string =>
    execFileSync(process.execPath, ['-e', `require('keytar').${call}.then((it) => console.log(JSON.stringify(it)))`], {
      cwd: projectRoot,
      env: all,
      encoding: 'utf8',
    });
  return {
    env,
    ...keyring,
    close: async () => void (await close()),
    lock: () => {
      const service = ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
      const login = 'array:objpath:/org/freedesktop/secrets/collection/login';
      const what = ['org.freedesktop.Secret.Service.Lock', login];
      execFileSync('dbus-send', ['--session', '--print-reply', ...service, ...what], { env: all });
    },
    unlock: async () => {
      const head = Buffer.alloc(12);
      for (const [at, number] of [12 + password.length, UNLOCK, password.length].entries())
        head.writeUInt32BE(number, at * 4);
      const socket = connect(join(String(env.XDG_RUNTIME_DIR), 'keyring', 'control'));
      socket.write(Buffer.concat([Buffer.alloc(1), head, Buffer.from(password)]));
      const answer = Buffer.concat(await socket.toArray());
      if (!answer.equals(DONE)) throw new Error(`the keyring did not unlock: ${answer.toString('hex')}`);
    },
    items: () => JSON.parse(ask("findCredentials('holdfast')")),
    put: (account, value) =>
      void ask(`setPassword('holdfast', ${JSON.stringify(account)}, ${JSON.stringify(value)}).then(() => true)`),
    remove: (account) => void ask(`deletePassword('holdfast', ${JSON.stringify(account)})`),
  };
}
