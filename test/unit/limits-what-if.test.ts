import { describe, expect, it } from 'vitest';
import { triedPiece } from '#shared/contract/limits';
import { WhatIf } from '../../electron/app/limits/what-if';
import { parseLimits } from '../../electron/domains/risk/index';
import { check, decided, historyRig } from '../support/decision-history';
import { edit, limitsRig } from '../support/limits-rig';

const value = (observed: string, message?: string) =>
  check('max-order-notional', message === undefined ? { observed } : { observed, message });
const position = (observed: string) => check('max-position', { observed });
const inputs = { position: '0', workingBuys: '0', workingSells: '0' };

/** Decisions of grid-1 on a real journal, and a judge of them under one edit. */
async function rig(...edits: Parameters<ReturnType<typeof limitsRig>['desk']['edited']>[0]) {
  const history = await historyRig();
  const limits = limitsRig();
  const edited = limits.desk.edited(edits);
  if (!edited.ok) throw new Error(edited.error.message);
  const judge = new WhatIf(limits.book.tree, parseLimits(edited.value), limits.clock.now(), () => 'binance');
  return {
    ...history,
    tried: async () => {
      const piece = await history.history.piece({ from: null, beforeSeq: null });
      if (!piece.ok) throw new Error(piece.error.message);
      return triedPiece.parse(judge.judge(piece.value));
    },
  };
}

describe('A change tried on the decisions on record', () => {
  it('says how many would have been refused, how many more than were, and by which check with examples', async () => {
    const { write, tried } = await rig(edit('max-order-notional', '500'));
    await write(
      decided({ inputs, checks: [value('400'), position('10')] }),
      decided({ inputs, checks: [value('501'), position('10')], symbol: 'BTC/USDT' }),
      decided({ inputs, checks: [value('500'), position('10')] }),
      decided({ inputs, verdict: 'deny', checks: [value('1200', 'It is too large.'), position('10')] }),
      decided({
        inputs,
        verdict: 'deny',
        checks: [value('20'), check('order-name', { message: 'It is taken.', observed: 'b-1' })],
      }),
    );
    const found = await tried();
    expect(found).toMatchObject({
      orders: 5,
      refusedThen: 2,
      refused: 3,
      newlyRefused: 1,
      newlyLet: 0,
      smaller: 0,
      notTold: 0,
      nextBeforeSeq: null,
    });
    expect(found.checks.map(({ checkId, refused, newlyRefused }) => [checkId, refused, newlyRefused])).toEqual([
      ['max-order-notional', 2, 1],
      ['order-name', 1, 0],
    ]);
    expect(found.checks[0]?.examples.map(({ observed, wasRefused }) => [observed, wasRefused])).toEqual([
      ['1200', true],
      ['501', false],
    ]);
  });

  it('says what a looser number would have let through, and what would have been made smaller', async () => {
    const looser = await rig(edit('max-order-notional', '2000'));
    await looser.write(decided({ inputs, verdict: 'deny', checks: [value('1200', 'It is too large.')] }));
    expect(await looser.tried()).toMatchObject({ orders: 1, refusedThen: 1, refused: 0, newlyLet: 1 });
    const smaller = await rig(
      edit('max-order-notional', '500', { to: { kind: 'value', text: '500', onBreach: 'resize' } }),
    );
    await smaller.write(decided({ inputs, checks: [value('800')] }));
    expect(await smaller.tried()).toMatchObject({ orders: 1, refused: 0, smaller: 1 });
  });

  it('lets exits pass as the gate does, by the position that the decision knew', async () => {
    const { write, tried } = await rig(edit('max-order-notional', '500'));
    const holding = { position: '1', workingBuys: '0', workingSells: '0' };
    await write(
      decided({ inputs: holding, side: 'sell', quantity: '0.5', checks: [value('800')] }),
      decided({ inputs: { ...holding, workingSells: '0.9' }, side: 'sell', quantity: '0.5', checks: [value('800')] }),
      decided({ inputs: { ...holding, position: null }, side: 'sell', quantity: '0.5', checks: [value('800')] }),
    );
    expect(await tried()).toMatchObject({ orders: 3, refused: 2 });
  });

  it('tells what the record does not say instead of guessing, and counts what it cannot read', async () => {
    const { write, tried } = await rig(edit('worst-case-move', '500', { level: 'portfolio', key: '*' }));
    await write(decided({ inputs, checks: [check('daily-loss-bot', { observed: '1' })] }), {
      type: 'order.decided',
      data: { verdict: 'allow' },
    });
    expect(await tried()).toMatchObject({ orders: 1, unreadable: 1, refused: 0, notTold: 1 });
  });

  it('reads a bounded piece at a time and goes on from there, over all that is on record', async () => {
    const { write, history } = await rig(edit('max-order-notional', '500'));
    await write(...Array.from({ length: 400 }, () => decided({ inputs, checks: [value('800')] })));
    const seqs: number[] = [];
    let beforeSeq: number | null = null;
    do {
      const piece = await history.piece({ from: null, beforeSeq });
      if (!piece.ok) throw new Error(piece.error.message);
      expect(piece.value.decisions.length).toBeLessThanOrEqual(160);
      seqs.push(...piece.value.decisions.map(({ seq }) => seq));
      beforeSeq = piece.value.nextBeforeSeq;
    } while (beforeSeq !== null);
    expect(seqs).toHaveLength(400);
    expect(new Set(seqs).size).toBe(400);
  });
});
