import { describe, expect, it } from 'vitest';
import { channels } from '#shared/contract/index';
import { ANY_DECISION, type DecisionFilter } from '#shared/model/decision-filter';
import { err } from '#shared/model/result';
import { DecisionHistory } from '../../electron/app/decisions/history';
import { decisionSeqOf } from '../../electron/domains/execution/index';
import { check, decided, denied, fate, historyRig, JOURNAL_ID } from '../support/decision-history';

type Rig = Awaited<ReturnType<typeof historyRig>>;

/** All pages together, as the screen asks for them. */
async function readAll({ history }: Rig, more: { from?: number; filter?: DecisionFilter; limit?: number } = {}) {
  const rows = [];
  let beforeSeq: number | null = null;
  let pages = 0;
  let unreadable = 0;
  for (;;) {
    const page = await history.page({ from: null, limit: 200, filter: ANY_DECISION, ...more, beforeSeq });
    if (!page.ok) throw new Error(page.error.message);
    expect(channels['decisions.page'].response.parse(page.value)).toEqual(page.value);
    rows.push(...page.value.rows);
    unreadable += page.value.unreadable;
    pages += 1;
    beforeSeq = page.value.nextBeforeSeq;
    if (beforeSeq === null) return { rows, pages, unreadable };
  }
}

describe('the history of decisions', () => {
  it('has every decision once, newest first, over as many pages and segments as it takes', async () => {
    const rig = await historyRig(200_000);
    const entries = Array.from({ length: 3_000 }, (_, index) =>
      index % 3 === 0 ? denied({ quantity: `${index + 1}` }) : fate(index, 'acknowledged'),
    );
    await rig.write(...entries);
    const { rows, pages } = await readAll(rig);
    const wanted = entries.flatMap(({ type }, index) => (type === 'order.decided' ? [`${index + 1}`] : []));
    expect(rows.map(({ quantity }) => quantity)).toEqual(wanted.reverse());
    expect(rows.every(({ seq }, index) => seq < (rows[index - 1]?.seq ?? Number.POSITIVE_INFINITY))).toBe(true);
    expect(pages).toBeGreaterThan(3);
  });

  it('asks little at a time, so that neither main nor the writer is held up', async () => {
    const rig = await historyRig();
    await rig.write(...Array.from({ length: 4_000 }, () => denied()));
    rig.queries.length = 0;
    await rig.history.page({ from: null, beforeSeq: null, limit: 200, filter: { ...ANY_DECISION, text: 'nowhere' } });
    expect(rig.queries.length).toBeLessThanOrEqual(25);
    expect(rig.largest()).toBeLessThanOrEqual(20);
    for (const { beforeSeq, afterSeq } of rig.queries.slice(1))
      expect((beforeSeq ?? 0) - (afterSeq ?? 0)).toBeLessThanOrEqual(2_001);
  });

  it('goes back to the beginning of the period and no further', async () => {
    const rig = await historyRig();
    await rig.write(denied(), denied());
    rig.clock.advance(3_600_000);
    const from = rig.clock.now();
    await rig.write(...Array.from({ length: 5_000 }, () => ({ type: 'journal.verified', data: {} })));
    const seq = await rig.write(denied());
    rig.clock.advance(1_000);
    const { rows } = await readAll(rig, { from });
    expect(rows.map((row) => row.seq)).toEqual([seq]);
    expect((await readAll(rig, { from: 0 })).rows).toHaveLength(3);
  });

  it('finds a refusal far back by its bot, its failed check and the words of its reason', async () => {
    const rig = await historyRig();
    const seq = await rig.write(
      denied({ botId: 'grid-9', checks: [check('price-collar', { message: '212 bps above.' })] }),
    );
    await rig.write(...Array.from({ length: 900 }, () => decided()));
    for (const filter of [
      { botId: 'grid-9' },
      { checkId: 'price-collar' },
      { verdict: 'deny' as const },
      { text: ' 212 BPS ' },
    ]) {
      const { rows } = await readAll(rig, { filter: { ...ANY_DECISION, ...filter } });
      expect(rows.map((row) => row.seq)).toEqual([seq]);
    }
    const none = await readAll(rig, { filter: { ...ANY_DECISION, symbol: 'ETH/USDT' } });
    expect(none.rows).toEqual([]);
  });

  it('says what became of each order, also when that stands far after its decision', async () => {
    const rig = await historyRig();
    const [filled, held, open] = [await rig.write(decided()), await rig.write(decided()), await rig.write(decided())];
    await rig.write(fate(filled, 'acknowledged'), { type: 'order.withheld', data: { seq: held, reason: 'Halted.' } });
    await rig.write(...Array.from({ length: 3_000 }, () => denied()));
    await rig.write(fate(filled, 'filled', { filled: '0.01' }));
    rig.history.onOrder({
      clientOrderId: `h${JOURNAL_ID}${open.toString(36)}`,
      state: 'cancel-pending',
      reason: undefined,
    });
    const { rows } = await readAll(rig, { filter: { ...ANY_DECISION, verdict: 'allow' } });
    expect(rows.map(({ seq, outcome, reason }) => [seq, outcome, reason])).toEqual([
      [open, 'cancel-pending', ''],
      [held, 'not-placed', 'Halted.'],
      [filled, 'filled', ''],
    ]);
  });

  it('says of an order nothing that was not read', async () => {
    const rig = await historyRig();
    await rig.write(decided());
    expect((await readAll(rig)).rows[0]).toMatchObject({ verdict: 'allow', outcome: '', reason: '' });
  });

  it('passes over records of another form, and counts them', async () => {
    const rig = await historyRig();
    const good = await rig.write(denied());
    const broken = [null, 7, 'text', [], {}, { verdict: 'allow' }, { ...(denied().data as object), verdict: 'maybe' }];
    await rig.write(...broken.map((data) => ({ type: 'order.decided', data })));
    await rig.write({ type: 'order.filled', data: null }, { type: 'order.withheld', data: { seq: 'x' } });
    const { rows, unreadable } = await readAll(rig);
    expect(rows.map(({ seq }) => seq)).toEqual([good]);
    expect(unreadable).toBe(broken.length);
  });

  it('takes what a later version adds: a resize, the level that set a limit, members nobody knows yet', async () => {
    const rig = await historyRig();
    const checks = [
      check('order-size', { message: 'Cut to 0.004.', level: 'bot grid-1' }),
      ...Array.from({ length: 34 }, (_, index) => check(`check-${index}`)),
    ];
    const seq = await rig.write(
      decided({ verdict: 'resize', resizedQuantity: '0.004', reduceOnly: 'no', checks, stage: { of: 2 } }),
    );
    const opened = await rig.history.open(seq);
    expect(opened).toMatchObject({
      ok: true,
      value: {
        verdict: 'resize',
        resizedQuantity: '0.004',
        orderId: `h${JOURNAL_ID}${seq.toString(36)}`,
        intent: { botOrderId: 'b-1', timeInForce: 'GTC', reduceOnly: 'no', stopPrice: null, stage: '{"of":2}' },
        inputs: { state: 'ACTIVE', bid: '64000', priceAgeMs: '140', position: null },
      },
    });
    if (!opened.ok) return;
    expect(channels['decisions.open'].response.parse(opened.value)).toEqual(opened.value);
    expect(opened.value.checks).toHaveLength(35);
    expect(opened.value.checks[0]).toMatchObject({ level: 'bot grid-1', message: 'Cut to 0.004.' });
    expect((await readAll(rig)).rows[0]).toMatchObject({ resizedQuantity: '0.004', checks: 35 });
  });

  it('opens a decision with each step of its order up to its end, and none of another order', async () => {
    const rig = await historyRig();
    const seq = await rig.write(decided());
    const other = await rig.write(decided());
    await rig.write(fate(other, 'acknowledged'), fate(seq, 'acknowledged'));
    await rig.write(...Array.from({ length: 700 }, () => denied()));
    const fill = {
      type: 'fill',
      data: { clientOrderId: `h${JOURNAL_ID}${seq.toString(36)}`, price: '64000', quantity: '0.01' },
    };
    await rig.write(fill, fate(seq, 'filled', { filled: '0.01' }), fate(other, 'filled'));
    const opened = await rig.history.open(seq);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.steps.map(({ what, quantity, price }) => [what, quantity, price])).toEqual([
      ['acknowledged', '0', null],
      ['fill', '0.01', '64000'],
      ['filled', '0.01', null],
    ]);
    expect(opened.value.isFollowed).toBe(true);
  });

  it('follows an order to the end of the journal, or says how far it went', async () => {
    const rig = await historyRig();
    const seq = await rig.write(decided());
    await rig.write(fate(seq, 'acknowledged'));
    expect(await rig.history.open(seq)).toMatchObject({ ok: true, value: { isFollowed: true } });
    await rig.write(...Array.from({ length: 6_000 }, () => ({ type: 'journal.verified', data: {} })));
    expect(await rig.history.open(seq)).toMatchObject({
      ok: true,
      value: { isFollowed: false, followedTo: seq + 5_000 },
    });
  });

  it('says so when a record is no decision, or one it cannot read', async () => {
    const rig = await historyRig();
    const [fact, broken] = [await rig.write(fate(1, 'filled')), await rig.write({ type: 'order.decided', data: {} })];
    expect(await rig.history.open(fact)).toMatchObject({ ok: false, error: { code: 'no-decision' } });
    expect(await rig.history.open(99_999)).toMatchObject({ ok: false, error: { code: 'no-decision' } });
    expect(await rig.history.open(broken)).toMatchObject({ ok: false, error: { code: 'unreadable' } });
  });

  it('counts what it does not show, without reading it', async () => {
    const rig = await historyRig();
    await rig.write(...Array.from({ length: 9_000 }, (_, index) => (index % 2 ? denied() : fate(index, 'filled'))));
    let decisions = 0;
    let beforeSeq: number | null = null;
    rig.queries.length = 0;
    for (let calls = 0; ; calls += 1) {
      expect(calls).toBeLessThan(4);
      const answer = await rig.history.count({ from: null, beforeSeq });
      if (!answer.ok) throw new Error(answer.error.message);
      decisions += answer.value.decisions;
      beforeSeq = answer.value.nextBeforeSeq;
      if (beforeSeq === null) break;
    }
    expect(decisions).toBe(4_500);
    expect(rig.queries.every(({ headersOnly }) => headersOnly === true)).toBe(true);
  });

  it('passes on why the journal cannot be read', async () => {
    const down = { code: 'journal-failed', message: 'The journal does not run.', mayBeWritten: false } as const;
    const history = new DecisionHistory({ journal: { journalId: '', tail: async () => err(down) }, startedAt: 0 });
    const failed = { ok: false, error: { code: 'journal-failed', message: 'The journal does not run.' } };
    const span = { from: null, beforeSeq: null };
    expect(await history.page({ ...span, limit: 1, filter: ANY_DECISION })).toEqual(failed);
    expect(await history.count(span)).toEqual(failed);
    expect(await history.open(3)).toEqual(failed);
  });
});

it('an order’s name leads to its decision, and a name of another journal to none', () => {
  expect(decisionSeqOf('abc123', 'habc1230z')).toBe(null);
  expect(decisionSeqOf('abc123', `habc123${(14_009).toString(36)}`)).toBe(14_009);
  for (const other of ['hxyz123at5', 'mine', '', 'habc123', 'habc123-1', 'habc123AT5', `habc123${'z'.repeat(20)}`])
    expect(decisionSeqOf('abc123', other)).toBe(null);
  expect(decisionSeqOf('', 'h1')).toBe(null);
});
