import { expect, it } from 'vitest';
import { leakHandlers } from '../../electron/app/leaks/handlers';
import { createLeaks, type LeaksOptions } from '../../electron/app/leaks/leaks';
import type { Recorder } from '../../electron/app/recorder';
import type { SecretToFind } from '../../electron/domains/leaks/index';
import type { ParentMessage } from '../../electron/platform/process/wire';
import { settle, VirtualClock } from '../support/virtual-clock';

const key: SecretToFind = { keyId: 'key-1', ending: 'k3y1', parts: ['the-public-part-k3y1', 'the-secret-part'] };
const COUNTS = {
  files: 2,
  bytes: 40,
  gitRepositories: 0,
  gitObjects: 0,
  keysFound: 1,
  shapesFound: 0,
  unread: 0,
  archives: 0,
  notFollowed: 0,
};

/** The wiring with a process that does what the test says, on a clock of its own. */
function rig(over: Partial<LeaksOptions> = {}) {
  const clock = new VirtualClock();
  const got: ParentMessage[] = [];
  const records: unknown[] = [];
  const pushed: unknown[] = [];
  /** Keys lent and not given back. */
  const loans = { open: 0 };
  /** The process that was started last. */
  const child = { kills: 0, say: (_message: unknown): void => undefined, exit: (): void => undefined };
  const leaks = createLeaks({
    launch: () => ({
      pid: 1,
      send: (message) => got.push(message as ParentMessage),
      onMessage: (listener) => {
        child.say = listener;
      },
      onExit: (listener) => {
        child.exit = () => listener(0, null);
      },
      onClose: () => undefined,
      onOutput: () => undefined,
      kill: () => {
        child.kills += 1;
        child.exit();
      },
    }),
    clock,
    recorder: {
      record: (type: string, data: unknown) => records.push({ type, data }),
    } as Partial<Recorder> as Recorder,
    dataFolder: import.meta.dirname,
    bots: [],
    ownFolders: [],
    saveFolders: () => undefined,
    log: () => undefined,
    onChange: (change) => pushed.push(change),
    chooseFolder: async () => import.meta.dirname,
    secretsToLookFor: async () => {
      loans.open += 1;
      const giveBack = () => {
        loans.open -= 1;
      };
      return { secrets: [key], giveBack };
    },
    ...over,
  });
  const request = () => got.find((message) => message.k === 'req');
  const start = async (): Promise<void> => {
    child.say({ k: 'hello', v: 1 });
    child.say({ k: 'ready', p: {} });
    await settle();
  };
  return { clock, got, records, pushed, child, loans, leaks, request, start, handlers: leakHandlers({ leaks }) };
}

it('a scan is told its keys by message, told of as it goes on, and recorded without them', async () => {
  const { clock, records, pushed, child, loans, request, start, handlers } = rig();
  const added = await handlers['leaks.add-folder']({});
  expect(added).toEqual({ ok: true, value: { placeId: 'folder-1' } });
  expect(await handlers['leaks.add-folder']({})).toEqual(added);
  expect(await handlers['leaks.scan']({ placeIds: ['folder-1'] })).toEqual({ ok: true, value: { scanId: 1 } });
  expect(await handlers['leaks.scan']({ placeIds: ['folder-1'] })).toMatchObject({ ok: false, code: 'running' });
  expect(loans.open).toBe(1);
  await start();
  expect(request()).toMatchObject({ p: { places: [import.meta.dirname], secrets: [key], shapes: true, git: true } });

  const finding = {
    id: 1,
    what: { kind: 'key', keyId: 'key-1', ending: 'k3y1', form: 'as it is' },
    where: { kind: 'file', path: '/a', line: 1, offset: 0 },
    excerpt: '[15 characters]',
  };
  for (let times = 0; times < 50; times += 1)
    child.say({ k: 'evt', m: 'progress', p: { counts: COUNTS, current: '/a' } });
  child.say({ k: 'evt', m: 'findings', p: { findings: [finding] } });
  await clock.advance(1_000);
  // Many steps, few pushes; the news is not lost among them.
  expect(pushed.length).toBeLessThan(4);
  expect(pushed.some((change) => (change as { hasNews: boolean }).hasNews)).toBe(true);

  child.say({ k: 'res', id: 1, ok: true, r: { ended: 'done', counts: COUNTS, ms: 12 } });
  await settle();
  expect(await handlers['leaks.read']({})).toMatchObject({
    value: { run: { phase: 'done', keys: 1 }, findings: [finding] },
  });
  expect(records).toEqual([
    {
      type: 'leak.scan',
      data: expect.objectContaining({
        ended: 'done',
        keysLookedFor: 1,
        counts: COUNTS,
        keysFound: [{ keyId: 'key-1', findings: 1 }],
      }),
    },
  ]);
  for (const part of key.parts) expect(JSON.stringify([records, pushed])).not.toContain(part);

  // The next may begin before the process of the last one is gone.
  const endOfTheFirst = child.exit;
  expect(await handlers['leaks.scan']({ placeIds: ['folder-1'] })).toEqual({ ok: true, value: { scanId: 2 } });
  expect(loans.open).toBe(2);
  endOfTheFirst();
  // What was lent is given back when the process is gone that had it.
  expect(loans.open).toBe(1);
  expect(await handlers['leaks.read']({})).toMatchObject({ value: { run: { phase: 'running' }, findings: [] } });
});

it('a scan whose process hangs is ended two seconds after a cancel', async () => {
  const { clock, got, records, child, start, handlers } = rig();
  await handlers['leaks.scan']({ placeIds: ['console'] });
  await start();
  expect(await handlers['leaks.cancel']({})).toMatchObject({ ok: true });
  expect(got).toContainEqual({ k: 'note', m: 'cancel', p: {} });
  await clock.advance(1_900);
  expect(child.kills).toBe(0);
  await clock.advance(200);
  expect(child.kills).toBe(1);
  expect(await handlers['leaks.read']({})).toMatchObject({ value: { run: { phase: 'cancelled' } } });
  expect(records).toHaveLength(1);
  expect(await handlers['leaks.cancel']({})).toMatchObject({ ok: false, code: 'not-running' });
});

it('nothing is looked through when the vault lends no keys, or a place is not on the list', async () => {
  const locked = rig({
    secretsToLookFor: () => Promise.reject(new Error('The vault is locked. Unlock it and scan again.')),
  });
  expect(await locked.handlers['leaks.scan']({ placeIds: ['console'] })).toMatchObject({
    ok: false,
    code: 'keys-not-lent',
    message: 'Nothing was looked through. The vault is locked. Unlock it and scan again.',
  });
  const { got, handlers } = rig();
  expect(await handlers['leaks.scan']({ placeIds: ['console', 'folder-9'] })).toMatchObject({ code: 'no-such-place' });
  expect(await handlers['leaks.remove-folder']({ placeId: 'console' })).toMatchObject({ code: 'no-such-place' });
  expect(got).toEqual([]);
});

it('folders are remembered over a restart, forgotten when taken off, and not taken when they cannot be saved', async () => {
  let saved: readonly string[] = [];
  const saveFolders = (folders: readonly string[]) => {
    saved = folders;
  };
  const first = rig({ saveFolders });
  await first.handlers['leaks.add-folder']({});
  expect(saved).toEqual([import.meta.dirname]);
  const second = rig({ ownFolders: saved, saveFolders });
  expect(second.leaks.places().filter(({ isOwn }) => isOwn)).toMatchObject([
    { placeId: 'folder-1', paths: [import.meta.dirname], isUsual: true },
  ]);
  expect(await second.handlers['leaks.add-folder']({})).toEqual({ ok: true, value: { placeId: 'folder-1' } });
  expect(await second.handlers['leaks.remove-folder']({ placeId: 'folder-1' })).toMatchObject({ ok: true });
  expect(saved).toEqual([]);

  const full = rig({
    saveFolders: () => {
      throw new Error('ENOSPC');
    },
  });
  expect(await full.handlers['leaks.add-folder']({})).toMatchObject({ ok: false, code: 'not-saved' });
  expect(full.leaks.places().some(({ isOwn }) => isOwn)).toBe(false);
});
