import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chartsOf } from '../../electron/domains/history/store/charts';
import { HistoryDatabase } from '../../electron/domains/history/store/database';
import { HistoryStore } from '../../electron/domains/history/store/history-store';
import { search } from '../../electron/domains/history/store/search';
import { storyOf } from '../../electron/domains/history/store/story';
import { writeArchiveNote } from '../../electron/domains/journal/archive/note';
import { sha256Hex } from '../../electron/domains/journal/record';
import { peaksOf } from '../../electron/domains/journal/tree/merkle';
import { nodeFiles } from '../../electron/platform/files';
import {
  DAY,
  decided,
  EVERYTHING,
  fill,
  JOURNAL_ID,
  orderIdOf,
  type Written,
  WrittenJournal,
} from '../support/history-rig';

let folder = '';
let journal: WrittenJournal;
const stores: HistoryStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'));
  journal = new WrittenJournal(folder, DAY);
  return () => rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop();
});

async function opened(name = 'history', journalId = JOURNAL_ID): Promise<HistoryStore> {
  const store = new HistoryStore({
    files: nodeFiles,
    journalFolder: journal.folder,
    journalId,
    folder: join(folder, name),
    onStatus: () => undefined,
  });
  stores.push(store);
  await store.open();
  return store;
}
/** Everything written so far, read. */
async function read(store?: HistoryStore): Promise<HistoryStore> {
  journal.flush();
  const one = store ?? (await opened());
  await one.follow(journal.head.seq);
  return one;
}
const add = (written: Omit<Written, 'at'>, ms: number): number => journal.add({ ...written, at: DAY + ms });
const state = (orderId: string, name: string, more: object = {}) => ({
  type: `order.${name}`,
  data: { clientOrderId: orderId, exchangeOrderId: 'x1', botId: 'grid-1', filled: '0', reason: null, ...more },
});
const seqs = (store: HistoryStore, query: object = {}): number[] =>
  search(
    store.database,
    {
      ...EVERYTHING,
      ...query,
    },
    () => 0,
  ).events.map(({ seq }) => seq);

describe('The story of an order', () => {
  it('has its decision, its states and fills, what happened to its bot and to everything around it, and what stood before', async () => {
    const started = add({ type: 'bot.started', data: { botId: 'grid-1', accountId: 'sub-1' } }, 0);
    const resumed = add({ type: 'halt.resumed', data: { haltId: 'h0', reason: 'checked' } }, 1_000);
    const other = add(decided({ botId: 'grid-2', accountId: 'sub-2' }), 7_200_000);
    const subject = add(decided(), 7_200_010);
    const orderId = orderIdOf(subject);
    const acknowledged = add(state(orderId, 'acknowledged'), 7_200_020);
    const filled = add(fill({ clientOrderId: orderId }), 7_200_030);
    const fired = add({ type: 'trigger.fired', data: { message: 'Too many refusals.', haltId: 'h1' } }, 7_200_040);
    const halted = add(
      { type: 'halt.tripped', data: { id: 'h1', scope: { kind: 'portfolio' }, reason: 'refusals' } },
      7_200_050,
    );
    const cancelled = add(state(orderId, 'cancelled'), 9_999_999);
    const store = await read();

    const story = storyOf(store.database, subject, 60_000);
    const roles = new Map(story?.events.map(({ seq, role }) => [seq, role]));
    expect([...roles]).toEqual([
      [started, 'around'],
      [resumed, 'around'],
      [subject, 'subject'],
      [acknowledged, 'own'],
      [filled, 'own'],
      [fired, 'around'],
      [halted, 'around'],
      [cancelled, 'own'],
    ]);
    expect(roles.has(other)).toBe(false);
    // A fill names no bot and a state no symbol: the decision does.
    expect(story?.events.find(({ seq }) => seq === filled)).toMatchObject({ botId: 'grid-1', orderId });
    expect(story?.events.find(({ seq }) => seq === acknowledged)).toMatchObject({
      symbol: 'BTC/USDT',
      accountId: 'sub-1',
    });
    // The halt's own: its trigger before it.
    const ofHalt = storyOf(store.database, halted, 1_000)?.events.filter(({ role }) => role !== 'around');
    expect(ofHalt?.map(({ seq }) => seq)).toEqual([fired, halted]);
    expect(storyOf(store.database, 99_999, 60_000)).toBeUndefined();
  });
});

describe('A search', () => {
  it('finds by words, names, kinds, order id and time, newest first, page by page', async () => {
    const first = add(decided({}, { 'order-value': 'Worth 640 USDT, above the limit of 500.' }), 1_000);
    const second = add(decided({ botId: 'grid-2', symbol: 'ETH/USDT' }), 2_000);
    const third = add(fill({ clientOrderId: orderIdOf(second), symbol: 'ETH/USDT' }), 3_000);
    const back = add({ type: 'console.slept', data: { slept: 'yes' } }, 500);
    const store = await read();

    expect(seqs(store)).toEqual([back, third, second, first, 1]);
    expect(seqs(store, { text: 'refused ord' })).toEqual([first]);
    expect(seqs(store, { text: '"refused by"' })).toEqual([first]);
    expect(seqs(store, { text: '"by refused"' })).toEqual([]);
    expect(seqs(store, { text: 'ETH/USDT' })).toEqual([third, second]);
    expect(seqs(store, { botId: 'grid-2' })).toEqual([third, second]);
    expect(seqs(store, { botId: 'grid-2', group: 'fills' })).toEqual([third]);
    expect(seqs(store, { botId: 'nobody' })).toEqual([]);
    expect(seqs(store, { orderId: orderIdOf(second) })).toEqual([third, second]);
    // The clock was set back before the last one.
    expect(seqs(store, { from: DAY + 400, to: DAY + 1_500 })).toEqual([back, first]);
    expect(seqs(store, { limit: 2 })).toEqual([back, third]);
    expect(seqs(store, { limit: 2, beforeSeq: third })).toEqual([second, first]);
    for (const text of ['"', '*', 'a AND', 'NEAR(', 'text:', "'; DROP TABLE event; --"])
      expect(seqs(store, { text })).toEqual([]);
    // No text reaches the marks that stand for bots and orders.
    expect(seqs(store, { text: '\uE0012' })).toEqual(seqs(store, { text: '2' }));
  });
});

describe('The read model', () => {
  it('comes to the same whether it is read at once, in pieces over restarts, or from several segments', async () => {
    const pieces: HistoryStore[] = [];
    for (let round = 0; round < 4; round += 1) {
      const order = add(decided(), round * 1_000);
      add(state(orderIdOf(order), 'acknowledged', { afterMs: 4 + round }), round * 1_000 + 5);
      add(
        fill({
          clientOrderId: orderIdOf(order),
          tradeId: `t${round}`,
          side: round % 2 === 0 ? 'buy' : 'sell',
          price: `${100 + round * 7}`,
        }),
        round * 1_000 + 9,
      );
      add(fill({ clientOrderId: orderIdOf(order), tradeId: `t${round}` }), round * 1_000 + 10);
      if (round === 1) journal.nextSegment(DAY);
      const store = await read(await opened('pieces'));
      pieces.push(store);
      await store.stop();
    }
    const [again, atOnce] = [await opened('pieces'), await read(await opened('at-once'))];
    const all = { from: DAY - 1, to: DAY + 60_000 };
    expect(again.status).toMatchObject({ indexed: journal.head.seq, message: '' });
    expect(seqs(again)).toEqual(seqs(atOnce));
    expect(chartsOf(again.database, all)).toEqual(chartsOf(atOnce.database, all));
    // Two round trips of 0.5 at 7 USDT, four fees of 0.05, each execution counted once.
    expect(chartsOf(again.database, all).bots[0]?.points.at(-1)).toMatchObject({ realised: '6.8', fees: '0.2' });
  });

  it('made without the archive says from when on it is, also after a restart, and with the archive that it is whole', async () => {
    add(decided(), 1);
    const { seq, hash } = journal.head;
    journal.nextSegment(DAY + 5_000);
    add(decided(), 6_000);
    const archive = join(folder, 'archive');
    const name = 'segment-000001.jsonl';
    const bytes = readFileSync(join(journal.folder, name));
    mkdirSync(archive);
    renameSync(join(journal.folder, name), join(folder, name));
    const peaks = Array.from({ length: peaksOf(seq) }, () => '0'.repeat(64));
    const archived = { segment: 1, bytes: bytes.length, sha256: sha256Hex(bytes), seq, hash, time: '', peaks };
    await writeArchiveNote(nodeFiles, journal.folder, {
      format: 'holdfast-archive',
      version: 1,
      journalId: JOURNAL_ID,
      segments: [{ ...archived, folder: archive }],
    });

    const since = { seq: seq + 1, at: DAY + 5_000, folder: archive };
    const store = await read(await opened('anew'));
    expect(store.status).toMatchObject({ state: 'ready', since });
    await store.stop();
    const again = await opened('anew');
    expect(again.status).toMatchObject({ since });

    await read(again);
    writeFileSync(join(archive, name), bytes);
    await again.rebuild('the operator asked for it');
    expect(again.status).toMatchObject({ state: 'ready', since: null });
    expect(seqs(again)).toContain(seq);
  });

  it('is made anew when its file is damaged, of another version, of another journal, or not of this one any more', async () => {
    add(decided(), 1);
    const spoil: readonly [string, (file: string) => void][] = [
      [
        'is not a database',
        (at) => {
          writeFileSync(at, 'x'.repeat(9_000));
          for (const more of ['-wal', '-shm']) rmSync(`${at}${more}`, { force: true });
        },
      ],
      [
        'another version',
        (at) => {
          const database = new HistoryDatabase(at);
          database.setMeta('schema', '0');
          database.close();
        },
      ],
      [
        'another journal',
        (at) => {
          const database = new HistoryDatabase(at);
          database.setMeta('journal', 'zzz999');
          database.close();
        },
      ],
      [
        'does not go with the journal',
        () => {
          journal = new WrittenJournal(join(folder, 'later'), DAY + 1);
          add(decided(), 5);
          add(decided({ botId: 'grid-9' }), 6);
        },
      ],
    ];
    let last = await read();
    for (const [why, damage] of spoil) {
      await last.stop();
      damage(last.file);
      const store = await opened();
      expect(store.status.message, why).toContain(why);
      await read(store);
      expect(store.status, why).toMatchObject({ state: 'ready', indexed: journal.head.seq });
      last = store;
    }
    expect(seqs(last, { botId: 'grid-9' })).toHaveLength(1);
  });

  it('stops at a record that the chain does not vouch for, says so, and keeps what was good', async () => {
    const good = add(decided(), 1);
    add(decided({ quantity: '0.7' }), 2);
    journal.flush();
    const path = join(journal.folder, 'segment-000001.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"0.7"', '"0.9"'));
    const store = await read();
    expect(store.status).toMatchObject({
      state: 'failed',
      indexed: good,
      message: expect.stringContaining('record 3: the hash is not'),
    });
    expect(seqs(store)).toEqual([good, 1]);
  });
});

describe('The charts', () => {
  it('tell equity, exposure and drawdown as they were known, and leave a gap where they were not', async () => {
    const valued = (equities: readonly (string | null)[]) => ({
      type: 'desk.valued',
      data: {
        accounts: equities.map((equity, index) => ({
          accountId: `sub-${index + 1}`,
          environment: 'paper',
          equity,
          exposure: '30',
        })),
      },
    });
    add(valued(['100.10', '200']), 0);
    add(valued(['90.09', null]), 60_000);
    // A withdrawal is no drawdown.
    add({ type: 'account.adjusted', data: { accountId: 'sub-1', asset: 'USDT', by: '-50.05', why: '' } }, 90_000);
    add(valued(['45.045', '200']), 120_000);
    add(decided({}, { 'order-value': 'x', 'price-collar': 'y' }), 1);
    add(decided(), 2);
    const store = await read();
    const { accounts, reasons } = chartsOf(store.database, { from: DAY, to: DAY + 239_999 });
    const of = (name: string) => accounts.find(({ accountId }) => accountId === name)?.points;
    expect(of('sub-1')).toEqual([
      { at: DAY, equity: '100.1', exposure: '30', drawdown: 0 },
      { at: DAY + 60_000, equity: '90.09', exposure: '30', drawdown: 10 },
      { at: DAY + 120_000, equity: '45.045', exposure: '30', drawdown: 10 },
    ]);
    expect(of('all paper')?.map(({ equity }) => equity)).toEqual(['300.1', null, '245.045']);
    expect(reasons).toEqual([
      { reason: 'allowed', count: 1 },
      { reason: 'order-value', count: 1 },
      { reason: 'price-collar', count: 1 },
    ]);
    // However long the time, a line has a bounded number of points.
    for (let minute = 3; minute < 600; minute += 1) add(valued(['45', '1']), minute * 60_000);
    await read(store);
    expect(
      chartsOf(store.database, { from: DAY, to: DAY + 36_000_000 }).accounts[0]?.points.length,
    ).toBeLessThanOrEqual(241);
  });
});
