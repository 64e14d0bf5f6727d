import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askExchanges } from '../../electron/app/keeping/at-exchange';
import { discardUnfinished } from '../../electron/app/keeping/discard-unfinished';
import { runKeepCommand } from '../../electron/app/keeping/keep-command';
import { idForOrders, makeIdForOrders } from '../../electron/app/keeping/order-ids';
import { settingsShown } from '../../electron/app/keeping/settings-shown';
import { firstRunSettings, settingsSchema } from '../../electron/app/settings';
import { createPacker } from '../../electron/domains/keeping/index';
import { err, ok } from '../../shared/model/result';
import { VirtualClock } from '../support/virtual-clock';

const CANARY = 'canary7h3s3cr3tk3yTh4tM4yN0tL3av3';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-keep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('settings in a bundle', () => {
  it('hold what is known to be harmless: no command, no setting of a bot of the operator, no text of one of ours', () => {
    const first = firstRunSettings();
    const [one, two, three] = first.bots;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three bots');
    const settings = settingsSchema.parse({
      ...first,
      backupFolder: `/home/${CANARY}`,
      bots: [
        { ...one, params: { ...one.params, apiKey: CANARY, nested: { secret: CANARY }, list: [CANARY] } },
        {
          ...two,
          program: { kind: 'command', command: `/bin/${CANARY}`, args: [`--key=${CANARY}`] },
          params: { key: CANARY },
        },
        three,
      ],
    });
    const shown = settingsShown(settings);
    expect(JSON.stringify(shown)).not.toContain(CANARY);
    expect(shown.bots.map(({ program, params }) => [program, Object.keys(params).length])).toEqual([
      [{ kind: 'builtin', name: 'grid' }, Object.keys(one.params).length],
      [{ kind: 'command' }, 0],
      [{ kind: 'builtin', name: 'grid' }, Object.keys(three.params).length],
    ]);
    expect(shown.limits).toEqual(settings.limits);
  });
});

describe('what exchanges say for a bundle', () => {
  it('names an account whose exchange is silent or refuses, and does not wait for it for ever', async () => {
    const clock = new VirtualClock();
    const unreachable = {
      code: 'unreachable',
      message: 'Binance is away.',
      exchangeCode: undefined,
      retryAfterMs: undefined,
    } as const;
    const account = (id: string) => ({ id, exchange: 'binance', environment: 'paper' }) as const;
    const asked = askExchanges(
      [account('silent'), account('away'), account('busy')],
      {
        snapshot: (id) => (id === 'silent' ? new Promise(() => undefined) : Promise.resolve(err(unreachable))),
        openOrders: async (id) => (id === 'busy' ? ok([]) : err(unreachable)),
      },
      clock,
    );
    await clock.advance(15_000);
    expect(await asked).toMatchObject([
      { accountId: 'silent', orders: null, problem: 'It did not answer within 15 seconds.' },
      { accountId: 'away', orders: null, balances: null, problem: 'Binance is away.' },
      { accountId: 'busy', orders: [], balances: null, problem: 'Balances and positions: Binance is away.' },
    ]);
  });
});

describe('a bundle that waits for an exchange', () => {
  it('is told and can be cancelled from the first moment, and nothing is begun for it', async () => {
    const told: (string | undefined)[] = [];
    let launched = 0;
    const packer = createPacker({
      launch: () => {
        launched += 1;
        throw new Error('nothing was to be begun');
      },
      clock: new VirtualClock(),
      onProgress: (job) => told.push(job?.isCancelling === true ? 'cancelling' : job?.doing),
      sign: () => ({ signature: null, unsigned: 'locked' }),
      onOutput: () => undefined,
    });
    const bundle = packer.runPrepared('bundle', 'asking the exchanges', () => new Promise(() => undefined));
    expect(await packer.runPrepared('bundle', 'asking', () => new Promise(() => undefined))).toMatchObject({
      error: { code: 'busy' },
    });
    expect(packer.cancel()).toBe(true);
    expect(await bundle).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect([told, launched, packer.job]).toEqual([['asking the exchanges', 'cancelling', undefined], 0, undefined]);

    const refused = await packer.runPrepared('bundle', 'asking', () => Promise.reject(new Error('no such disk')));
    expect(refused).toMatchObject({ error: { code: 'failed', message: 'no such disk' } });
    expect(packer.job).toBeUndefined();
  });

  it('leaves nothing under its name when its process dies, and takes away nothing that is whole', async () => {
    const [begun, whole] = [join(folder, 'begun.zip'), join(folder, 'whole.zip')];
    for (const path of [begun, `${begun}.part`, whole]) writeFileSync(path, path === begun ? '' : 'bytes');
    const said: string[] = [];
    for (const path of [begun, whole, join(folder, 'never.zip')])
      await discardUnfinished(path, (line) => said.push(line));
    expect([readdirSync(folder), said]).toEqual([['whole.zip'], []]);
  });
});

describe('order ids of a restored folder', () => {
  it('are the journal’s own until a restore, then others; a damaged file gives ids nobody had', async () => {
    expect(idForOrders(folder)).toBeUndefined();
    const made = await makeIdForOrders(folder);
    expect(idForOrders(folder)).toBe(made);
    writeFileSync(join(folder, 'order-ids'), '\0\0\0');
    const fresh = idForOrders(folder);
    expect(fresh).toMatch(/^[a-z0-9]{6}$/);
    expect(fresh).not.toBe(made);
  });
});

describe('the commands', () => {
  const run = async (word: 'backup' | 'restore', words: string[], typed: (string | undefined)[], isTyped = true) => {
    const said: string[] = [];
    const status = await runKeepCommand(word, words, {
      clock: new VirtualClock(),
      dataFolder: () => join(folder, 'data'),
      appVersion: '1',
      by: 'ada',
      say: (line) => said.push(line),
      complain: (line) => said.push(line),
      askPassphrase: async () => typed.shift(),
      isTyped,
    });
    return { status, said: said.join('\n') };
  };

  it('do nothing without a passphrase that is long enough and typed twice alike, or with words they do not know', async () => {
    const file = join(folder, 'x.backup');
    expect(await run('backup', [file], ['short'])).toMatchObject({
      status: 2,
      said: expect.stringContaining('12 to 256'),
    });
    expect((await run('backup', [file], ['twelve letters', 'twelve lettres'])).said).toContain('not the same');
    expect((await run('backup', [file], [undefined], false)).said).toContain('no passphrase was given');
    expect((await run('backup', [file, 'correct horse battery'], [])).said).toContain('backup takes a file');
    expect((await run('restore', [file, '--passphrase=x'], [])).status).toBe(2);
    expect((await run('backup', ['--help'], [])).status).toBe(0);
  });

  it('say in a sentence what is not there: a journal to back up, a file to restore', async () => {
    mkdirSync(join(folder, 'data', 'journal'), { recursive: true });
    const file = join(folder, 'x.backup');
    expect(await run('backup', [file], ['twelve letters'], false)).toMatchObject({
      status: 2,
      said: expect.stringContaining('There is no journal in'),
    });
    expect((await run('restore', [file, join(folder, 'to')], ['twelve letters'])).said).toContain('is not there');
    expect(() => readFileSync(file)).toThrow();
  });
});
