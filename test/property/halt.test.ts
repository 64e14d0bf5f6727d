import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Halt } from '#shared/model/trading-state';
import { decodeState, encodeState, loadStartState, type StoredHaltState } from '../../electron/domains/halt/state-file';
import { empty, HaltRig, SUBJECT } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const scope: fc.Arbitrary<Halt['scope']> = fc.oneof(
  fc.constant({ kind: 'portfolio' as const }),
  fc.string().map((exchange) => ({ kind: 'exchange' as const, exchange })),
  fc.string().map((accountId) => ({ kind: 'account' as const, accountId })),
  fc.string().map((botId) => ({ kind: 'bot' as const, botId })),
  fc.string().map((symbol) => ({ kind: 'symbol' as const, symbol })),
);
const halt: fc.Arbitrary<Halt> = fc.record({
  id: fc.string(),
  scope,
  state: fc.constantFrom('HALTED' as const, 'REDUCING' as const),
  source: fc.constantFrom('button' as const, 'start-up' as const, 'dead-man' as const),
  reason: fc.string({ unit: 'binary' }),
  trippedAt: fc.nat(),
});
const state: fc.Arbitrary<StoredHaltState> = fc.record({
  halts: fc.array(halt, { maxLength: 4 }),
  running: fc.boolean(),
});

const start = (text: string | undefined, used = true) =>
  loadStartState({ read: async () => text, write: async () => undefined }, used);

describe('The halt state file', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(state, (stored) => {
        expect(decodeState(encodeState(stored))).toEqual(stored);
      }),
    );
  });

  it('starts HALTED with any one bit flipped, any byte lost, or any cut', async () => {
    const clean = Buffer.from(encodeState({ halts: [], running: false }));
    expect(await start(clean.toString('utf8'))).toEqual({ kept: [], mustHalt: undefined });
    // The line feed at the very end says nothing: only there a flip, or its loss, does no harm.
    for (let at = 0; at < clean.length - 1; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = Buffer.from(clean);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect(await start(flipped.toString('utf8')), `byte ${at} bit ${bit}`).toMatchObject({
          mustHalt: expect.any(String),
        });
      }
      expect(await start(clean.subarray(0, at).toString('utf8'))).toMatchObject({ mustHalt: expect.any(String) });
      const lost = Buffer.concat([clean.subarray(0, at), clean.subarray(at + 1)]);
      expect(await start(lost.toString('utf8'))).toMatchObject({ mustHalt: expect.any(String) });
    }
  });

  it('starts HALTED with whatever else stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await start(text)).toMatchObject({ mustHalt: expect.any(String) });
      }),
    );
    expect(await start(undefined)).toMatchObject({ mustHalt: expect.any(String) });
    expect(await start(undefined, false)).toEqual({ kept: [], mustHalt: undefined });
  });
});

const event = fc.constantFrom(
  'press',
  'appear',
  'guard away',
  'guard back',
  'guard silent',
  'guard fails',
  'guard well',
  'wait',
  'disk fails',
  'disk well',
);

describe('Any sequence of presses and failures', () => {
  it('leaves the gate closed from the first press on, and ends verified once the guard is well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const rig = new HaltRig();
        rig.isWorkerReady = false;
        let pressed = false;
        const well = async () => rig.accountIds.map((id) => empty(id));
        for (const each of events) {
          if (each === 'press') {
            rig.press();
            pressed = true;
          } else if (each === 'appear') rig.service.orderAppeared(SUBJECT);
          else if (each === 'guard away') rig.isGuardReady = false;
          else if (each === 'guard back') rig.isGuardReady = true;
          else if (each === 'guard silent')
            rig.guard = () => new Promise((done) => void rig.clock.after(32_000, () => done(undefined)));
          else if (each === 'guard fails')
            rig.guard = async () => rig.accountIds.map((id) => empty(id, { state: 'not-verified' }));
          else if (each === 'guard well') rig.guard = well;
          else if (each === 'disk fails') rig.save = () => Promise.reject(new Error('ENOSPC'));
          else if (each === 'disk well')
            rig.save = async (text) => {
              rig.file = text;
            };
          else await rig.clock.advance(1_500);
          expect(rig.gate).toBe(pressed ? 'HALTED' : 'ACTIVE');
          if (rig.service.report?.state === 'verified-empty') {
            expect(rig.service.report.accounts.every((account) => account.state === 'verified-empty')).toBe(true);
          }
        }
        rig.isGuardReady = true;
        rig.guard = well;
        await rig.clock.advance(60_000);
        await settle();
        expect(rig.gate).toBe(pressed ? 'HALTED' : 'ACTIVE');
        expect(rig.service.report?.state).toBe(pressed ? 'verified-empty' : undefined);
      }),
      { numRuns: 60 },
    );
  });
});
