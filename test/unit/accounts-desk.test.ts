import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/model/result';
import { AccountsDesk } from '../../electron/app/accounts/accounts-desk';
import { withPerpetuals } from '../../electron/app/perpetual-desk';
import { firstRunSettings, type Settings, settingsProblem } from '../../electron/app/settings';

class Rig {
  saved: Settings;
  readonly records: Array<readonly [string, unknown]> = [];
  journalIsAway = false;
  diskIsFull = false;
  readonly desk: AccountsDesk;

  constructor(settings = firstRunSettings()) {
    this.saved = settings;
    this.desk = new AccountsDesk({
      saved: () => this.saved,
      save: (part) => {
        if (this.diskIsFull) throw new Error('no space');
        this.saved = { ...this.saved, ...part };
      },
      append: async (type, data) => {
        if (this.journalIsAway) return err({ message: 'the journal is away' });
        this.records.push([type, data]);
        return ok({});
      },
      record: (type, data) => this.records.push([type, data]),
    });
  }

  add(accountId: string, over: Partial<Parameters<AccountsDesk['add']>[0]> = {}) {
    return this.desk.add({ accountId, exchange: 'binance', environment: 'testnet', label: '', ...over });
  }
}

describe('Accounts of this desk', () => {
  it('are added, given a bot and removed, each on record with old and new, and the next start takes them', async () => {
    const rig = new Rig();
    expect(await rig.add('demo-1', { label: ' trials ' })).toMatchObject({ ok: true });
    expect(await rig.desk.assign({ botId: 'grid-1', accountId: 'demo-1' })).toMatchObject({ ok: true });
    expect(await rig.desk.remove({ accountId: 'sub-1' })).toMatchObject({ ok: true });
    const added = { id: 'demo-1', exchange: 'binance', environment: 'testnet', label: 'trials' };
    expect(rig.records).toMatchObject([
      ['account.added', { accountId: 'demo-1', old: null, new: added }],
      ['account.bot-moved', { botId: 'grid-1', old: 'sub-1', new: 'demo-1' }],
      ['account.removed', { accountId: 'sub-1', old: { id: 'sub-1', environment: 'paper' }, new: null }],
    ]);
    expect(rig.saved.accounts.map(({ id }) => id)).toEqual(['sub-2', 'sub-3', 'demo-1']);
    expect(settingsProblem(rig.saved)).toBeUndefined();
  });

  it('are refused, and nothing is changed, where they cannot be', async () => {
    const rig = new Rig();
    await rig.add('demo-1');
    await rig.add('main', { environment: 'live' });
    const before = rig.saved;
    const refused = {
      taken: await rig.add('sub-1'),
      'no such test network': await rig.add('demo-2', { exchange: 'binanceusdm' }),
      'its bot': await rig.desk.remove({ accountId: 'sub-1' }),
      nothing: await rig.desk.remove({ accountId: 'sub-9' }),
      'another bot': await rig.desk.assign({ botId: 'grid-1', accountId: 'sub-2' }),
      live: await rig.desk.assign({ botId: 'grid-1', accountId: 'main' }),
    };
    expect(Object.values(refused).map((answer) => !answer.ok && answer.code)).toEqual([
      'taken',
      'not-offered',
      'in-use',
      'unknown-account',
      'in-use',
      'not-offered',
    ]);
    for (const answer of Object.values(refused)) if (!answer.ok) expect(answer.message).toMatch(/[Nn]othing was/);
    expect(rig.saved).toBe(before);
  });

  it('take no bot whose market is another, and no symbol that is traded on paper already', async () => {
    const perpetual = new Rig(withPerpetuals(firstRunSettings()));
    await perpetual.add('demo-1');
    expect(await perpetual.desk.assign({ botId: 'trend-1', accountId: 'demo-1' })).toMatchObject({
      code: 'not-offered',
      message: expect.stringMatching(/BTC\/USDT:USDT/),
    });
    const settings = firstRunSettings();
    const bots = settings.bots.map((bot) => (bot.id === 'grid-2' ? { ...bot, symbols: ['BTC/USDT'] } : bot));
    const shared = new Rig({ ...settings, bots });
    await shared.add('demo-1');
    expect(await shared.desk.assign({ botId: 'grid-1', accountId: 'demo-1' })).toMatchObject({
      code: 'not-offered',
      message: expect.stringMatching(/grid-1 and grid-2 would trade BTC\/USDT in two environments/),
    });
  });

  it('stay as they were when the record or the settings cannot be written', async () => {
    const rig = new Rig();
    rig.journalIsAway = true;
    expect(await rig.add('demo-1')).toMatchObject({ code: 'journal-failed' });
    rig.journalIsAway = false;
    rig.diskIsFull = true;
    expect(await rig.add('demo-1')).toMatchObject({ code: 'could-not-save' });
    expect(rig.records.map(([type]) => type)).toEqual(['account.added', 'account.change-dropped']);
    expect(rig.saved.accounts).toHaveLength(3);
  });
});
