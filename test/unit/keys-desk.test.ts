import { describe, expect, it } from 'vitest';
import { channels } from '#shared/contract/index';
import { DRAFT_TTL_MS } from '../../electron/app/keys/drafts';
import {
  API_KEY,
  goodReading,
  KEYS_PASSPHRASE,
  type KeysRig,
  keysRig,
  NO_ANSWER,
  SECRET,
  SLOT,
  verdictOf,
  WITHDRAW_ON,
} from '../support/keys-rig';
import { VirtualClock } from '../support/virtual-clock';

const BY = 'ada';

async function begun(rig: KeysRig, over: Partial<typeof SLOT> = {}, replaces: string | null = null): Promise<string> {
  const draft = rig.desk.intake.begin({ ...SLOT, ...over, replaces });
  if (!draft.ok) throw new Error(draft.message);
  return draft.value.draftId;
}
async function paste(rig: KeysRig, draftId: string, part: 'api-key' | 'secret' | 'passphrase', text: string) {
  rig.world.clipboard = text;
  return rig.desk.intake.paste({ draftId, part });
}
async function pasted(rig: KeysRig, replaces: string | null = null): Promise<string> {
  const draftId = await begun(rig, {}, replaces);
  await paste(rig, draftId, 'api-key', API_KEY);
  await paste(rig, draftId, 'secret', replaces === null ? SECRET : SECRET.replace('0001', '0009'));
  return draftId;
}
async function kept(rig: KeysRig, replaces: string | null = null): Promise<string> {
  const draftId = await pasted(rig, replaces);
  await rig.desk.intake.check({ draftId });
  const answer = await rig.desk.intake.keep({ draftId, statements: [], by: BY });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.keyId;
}
const row = (rig: KeysRig) => rig.desk.view().rows[0];
const types = (rig: KeysRig): string[] => rig.records.map(({ type }) => type);

describe('A key that is pasted', () => {
  it('is taken from the clipboard by main, told by its length, and leaves the clipboard empty', async () => {
    const rig = keysRig();
    const draftId = await begun(rig);
    const publicPart = await paste(rig, draftId, 'api-key', `  ${API_KEY}\n`);
    expect(publicPart).toEqual({ ok: true, value: { characters: 64, ending: '9fK2' } });
    expect(rig.world.clipboard).toBe('');
    // Of a secret part not even the ending is told.
    expect(await paste(rig, draftId, 'secret', SECRET)).toEqual({ ok: true, value: { characters: 64, ending: '' } });
  });

  it('is not taken when it is something else, which stays on the clipboard', async () => {
    const rig = keysRig();
    const draftId = await begun(rig);
    for (const text of [
      '',
      '   ',
      'hunter2',
      'https://www.binance.com/en/my/settings',
      `${API_KEY} ${API_KEY}`,
      'x'.repeat(5_000),
      'naïve-naïve-naïve-naïve',
    ]) {
      const answer = await paste(rig, draftId, 'api-key', text);
      expect(answer.ok, text).toBe(false);
      expect(rig.world.clipboard).toBe(text);
      if (!answer.ok && text.trim() !== '') expect(answer.message).not.toContain(text);
    }
    expect((await rig.desk.intake.check({ draftId })).ok).toBe(false);
  });

  it('is not taken twice as two parts of one key', async () => {
    const rig = keysRig();
    const draftId = await begun(rig);
    await paste(rig, draftId, 'api-key', API_KEY);
    expect(await paste(rig, draftId, 'secret', API_KEY)).toMatchObject({ ok: false, code: 'not-a-key' });
  });

  it('is forgotten after ten minutes without use, and at once when the keys lock', async () => {
    const clock = new VirtualClock();
    const rig = keysRig(clock);
    const draftId = await pasted(rig);
    await clock.advance(DRAFT_TTL_MS - 1);
    await paste(rig, draftId, 'secret', SECRET);
    await clock.advance(DRAFT_TTL_MS);
    expect(await rig.desk.intake.check({ draftId })).toMatchObject({ ok: false, code: 'unknown-draft' });
    const another = await pasted(rig);
    rig.lockNow();
    expect(await rig.desk.intake.keep({ draftId: another, statements: [], by: BY })).toMatchObject({
      code: 'unknown-draft',
    });
    expect(rig.desk.intake.begin({ ...SLOT, replaces: null })).toMatchObject({ ok: false, code: 'locked' });
    expect(clock.pending).toBe(0);
  });

  it('is forgotten, not kept, when the keys lock while the exchange is asked', async () => {
    const rig = keysRig();
    const draftId = await pasted(rig);
    rig.world.finds = () => {
      rig.lockNow();
      return verdictOf(rig.clock.now(), goodReading(rig.clock.now()));
    };
    expect(await rig.desk.intake.check({ draftId })).toMatchObject({ ok: false, code: 'unknown-draft' });
    expect(rig.store.kept.size).toBe(0);
  });
});

describe('A key is kept', () => {
  it('only after it was checked, and what was checked is what is kept', async () => {
    const rig = keysRig();
    const draftId = await pasted(rig);
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'not-checked' });
    await rig.desk.intake.check({ draftId });
    await paste(rig, draftId, 'secret', SECRET.replace('0001', '0002'));
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'not-checked' });
    await rig.desk.intake.check({ draftId });
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ ok: true });
    expect([...rig.store.kept.values()][0]?.credential).toEqual({
      apiKey: API_KEY,
      secret: SECRET.replace('0001', '0002'),
    });
    expect(types(rig)).toEqual(['key.accepted', 'key.kept']);
  });

  it('never when it was refused, or the exchange did not answer', async () => {
    const rig = keysRig();
    for (const refusal of [WITHDRAW_ON, NO_ANSWER]) {
      rig.world.finds = () => verdictOf(rig.clock.now(), null, { refusals: [refusal], callerIp: '198.51.100.4' });
      const draftId = await pasted(rig);
      expect(await rig.desk.intake.check({ draftId })).toMatchObject({ ok: true, value: { callerIp: '198.51.100.4' } });
      expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'refused' });
    }
    expect(rig.store.kept.size).toBe(0);
    expect(types(rig)).toEqual(['key.refused', 'key.refused']);
    expect(JSON.stringify(rig.records)).not.toContain('198.51.100.4');
  });

  it('only when all that the exchange does not tell was stated, with the name', async () => {
    const rig = keysRig();
    const asked = ['cannot-withdraw', 'ip-restricted'] as const;
    rig.world.finds = () => verdictOf(rig.clock.now(), null, { grade: 'C', statements: asked });
    const draftId = await pasted(rig);
    await rig.desk.intake.check({ draftId });
    const some = await rig.desk.intake.keep({ draftId, statements: ['cannot-withdraw'], by: BY });
    expect(some).toMatchObject({ code: 'statements-missing' });
    expect(await rig.desk.intake.keep({ draftId, statements: [...asked], by: BY })).toMatchObject({ ok: true });
    const at = rig.clock.now();
    expect(row(rig)?.statements).toEqual(asked.map((statement) => ({ statement, by: BY, at })));
  });

  it('never before it is on record, and not at all when the vault fails', async () => {
    const rig = keysRig();
    rig.world.isJournalAway = true;
    const draftId = await pasted(rig);
    await rig.desk.intake.check({ draftId });
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'journal-failed' });
    expect(rig.store.kept.size).toBe(0);
    rig.world.isJournalAway = false;
    rig.store.isFull = true;
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'could-not-save' });
    expect(types(rig)).toEqual(['key.accepted', 'key.not-kept']);
    rig.store.isFull = false;
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ ok: true });
  });

  it('once for each account and purpose; where an exchange offers it', async () => {
    const rig = keysRig();
    await kept(rig);
    expect(rig.desk.intake.begin({ ...SLOT, replaces: null })).toMatchObject({ ok: false, code: 'taken' });
    expect(rig.desk.intake.begin({ ...SLOT, purpose: 'watch', replaces: null }).ok).toBe(true);
    const kraken = { ...SLOT, exchange: 'kraken', environment: 'testnet', replaces: null } as const;
    expect(rig.desk.intake.begin(kraken)).toMatchObject({ code: 'not-offered' });
    const agent = { ...SLOT, exchange: 'hyperliquid', purpose: 'watch', replaces: null } as const;
    expect(rig.desk.intake.begin(agent)).toMatchObject({ code: 'not-offered' });
  });

  it('and its secret is in no answer, no record and no progress', async () => {
    const rig = keysRig();
    const keyId = await kept(rig);
    await rig.desk.inspect({ keyId });
    const said = JSON.stringify([rig.desk.view(), rig.records, rig.progress]);
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(API_KEY);
    expect(said).toContain('9fK2');
    expect(channels['keys.read'].response.safeParse(rig.desk.view()).error).toBeUndefined();
  });
});

describe('A key that is replaced', () => {
  it('is swapped for its successor while the bots of its account stand still, and only by a key for the same', async () => {
    const rig = keysRig();
    const old = await kept(rig);
    expect(rig.desk.intake.begin({ ...SLOT, accountId: 'sub-2', replaces: old })).toMatchObject({
      code: 'unknown-key',
    });
    const successor = await kept(rig, old);
    expect(rig.store.list().map(({ keyId }) => keyId)).toEqual([successor]);
    expect(rig.paused).toEqual(['pause sub-1', 'go on sub-1']);
    expect(types(rig)).toContain('key.replaced');
  });

  it('is not replaced by itself: who then deleted the old one at the exchange would delete the only one', async () => {
    const rig = keysRig();
    const old = await kept(rig);
    const draftId = await pasted(rig, old);
    await paste(rig, draftId, 'secret', SECRET);
    expect(await rig.desk.intake.check({ draftId })).toMatchObject({ ok: false, code: 'same-key' });
    expect(await rig.desk.intake.keep({ draftId, statements: [], by: BY })).toMatchObject({ code: 'not-checked' });
  });

  it('stays, and its bots go on, when the vault does not take the successor', async () => {
    const rig = keysRig();
    const old = await kept(rig);
    const draftId = await pasted(rig, old);
    await rig.desk.intake.check({ draftId });
    rig.store.isFull = true;
    expect((await rig.desk.intake.keep({ draftId, statements: [], by: BY })).ok).toBe(false);
    expect(rig.store.list().map(({ keyId }) => keyId)).toEqual([old]);
    expect(rig.paused).toEqual(['pause sub-1', 'go on sub-1']);
  });
});

describe('A key that is read back', () => {
  it('and has changed is bad, told each time, and stays so until the change is accepted', async () => {
    const rig = keysRig();
    const keyId = await kept(rig);
    rig.world.finds = () =>
      verdictOf(
        rig.clock.now(),
        goodReading(rig.clock.now(), { ip: { kind: 'restricted', addresses: ['203.0.113.7', '198.51.100.9'] } }),
      );
    await rig.desk.inspect({ keyId });
    await rig.desk.inspect({ keyId });
    expect(row(rig)).toMatchObject({ health: 'bad', changed: ['Its IP list has changed: 1 added.'] });
    expect(rig.drifts.map(({ accountId }) => accountId)).toEqual(['sub-1', 'sub-1']);
    expect(JSON.stringify(rig.records)).not.toContain('198.51.100.9');
    const accept = (passphrase: string) => rig.desk.accept({ keyId, passphrase, reason: 'a second machine' });
    expect(await accept('something else entirely')).toMatchObject({ code: 'wrong-passphrase' });
    expect(await accept(KEYS_PASSPHRASE)).toMatchObject({ ok: true });
    expect(row(rig)).toMatchObject({ health: 'good', changed: [] });
    await rig.desk.inspect({ keyId });
    expect(rig.drifts).toHaveLength(2);
  });

  it('and is refused now cannot be accepted; the address that was seen is shown and not kept', async () => {
    const rig = keysRig();
    const keyId = await kept(rig);
    const reading = goodReading(rig.clock.now());
    const rights = { ...reading.rights, withdraw: 'yes' as const };
    const refusals = [{ ...WITHDRAW_ON, sentence: `${WITHDRAW_ON.sentence} Asked from 198.51.100.4.` }];
    rig.world.finds = () => verdictOf(rig.clock.now(), { ...reading, rights }, { refusals, callerIp: '198.51.100.4' });
    expect(await rig.desk.inspect({ keyId })).toMatchObject({
      value: { health: 'bad', verdict: { callerIp: '198.51.100.4' } },
    });
    const refused = await rig.desk.accept({ keyId, passphrase: KEYS_PASSPHRASE, reason: 'never mind' });
    expect(refused).toMatchObject({ code: 'refused' });
    expect(JSON.stringify([rig.records, rig.drifts, rig.desk.view()])).not.toContain('198.51.100.4');
  });

  it('and gets no answer is neither well nor changed', async () => {
    const rig = keysRig();
    const keyId = await kept(rig);
    rig.world.finds = () => verdictOf(rig.clock.now(), null, { refusals: [NO_ANSWER] });
    await rig.desk.inspect({ keyId });
    expect(row(rig)).toMatchObject({ health: 'unknown', changed: [] });
    expect(row(rig)?.verdict.reading).not.toBeNull();
    expect(rig.drifts).toEqual([]);
    expect(types(rig).at(-1)).toBe('key.not-read');
  });

  it('and was replaced meanwhile is not judged by what was found of the old one', async () => {
    const clock = new VirtualClock();
    const rig = keysRig(clock);
    const keyId = await kept(rig);
    rig.world.finds = async () => {
      rig.world.finds = () => verdictOf(clock.now(), goodReading(clock.now()));
      await kept(rig, keyId);
      return verdictOf(clock.now(), null, { refusals: [WITHDRAW_ON] });
    };
    await rig.desk.inspect({ keyId });
    expect(rig.drifts).toEqual([]);
    expect(row(rig)?.health).toBe('good');
  });
});

describe('A key that is dropped', () => {
  it('asks for the passphrase, is on record with the reason first, and is gone', async () => {
    const rig = keysRig();
    const keyId = await kept(rig);
    const drop = (passphrase: string) => rig.desk.drop({ keyId, passphrase, reason: 'the account is closed' });
    expect(await drop('something else entirely')).toMatchObject({ code: 'wrong-passphrase' });
    rig.world.isJournalAway = true;
    expect(await drop(KEYS_PASSPHRASE)).toMatchObject({ code: 'journal-failed' });
    expect(rig.store.kept.size).toBe(1);
    rig.world.isJournalAway = false;
    expect(await drop(KEYS_PASSPHRASE)).toMatchObject({ ok: true });
    expect(rig.store.kept.size).toBe(0);
    expect(rig.records.at(-1)).toMatchObject({ type: 'key.dropped', data: { reason: 'the account is closed' } });
  });
});
