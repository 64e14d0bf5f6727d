import { describe, expect, it } from 'vitest';
import { PORTFOLIO } from '#shared/model/trading-state';
import { HaltRig } from '../support/halt-rig';

describe('Gate', () => {
  it('looks up every scope a halt can have', () => {
    const { gate } = new HaltRig().service;
    const subject = { exchange: 'binance', accountId: 'sub-1', botId: 'grid-1', symbol: 'BTC/USDT' };
    const scopes = [
      { kind: 'exchange', exchange: 'binance' },
      { kind: 'account', accountId: 'sub-1' },
      { kind: 'bot', botId: 'grid-1' },
      { kind: 'symbol', symbol: 'BTC/USDT' },
    ] as const;
    for (const scope of scopes) {
      const halt = { id: 'h', scope, state: 'HALTED', source: 'button', reason: 'why', trippedAt: 0 } as const;
      gate.close(halt);
      expect(gate.look(subject)).toEqual({ state: 'HALTED', reason: 'why' });
      expect(gate.look({ exchange: 'x', accountId: 'x', botId: 'x', symbol: 'x' }).state).toBe('ACTIVE');
      gate.open(halt);
      expect(gate.look(subject).state).toBe('ACTIVE');
    }
  });

  it('closes while a part is away, and opens by itself only when every part is back', () => {
    const rig = new HaltRig();
    rig.service.gate.block('journal', 'no journal');
    rig.service.gate.block('guard', 'no guard');
    rig.service.gate.unblock('journal');
    expect(rig.gate).toBe('HALTED');
    rig.service.gate.unblock('guard');
    expect(rig.gate).toBe('ACTIVE');
  });

  it('tells a block beside the state, so that nobody takes it for a halt', () => {
    const { gate } = new HaltRig().service;
    const subject = { exchange: 'binance', accountId: 'sub-1', botId: 'grid-1', symbol: 'BTC/USDT' };
    expect(gate.standing(subject)).toEqual({ state: 'ACTIVE', reason: '', blocked: '' });
    gate.block('journal', 'no journal');
    expect(gate.standing(subject)).toEqual({ state: 'ACTIVE', reason: '', blocked: 'no journal' });
    expect(gate.look(subject)).toEqual({ state: 'HALTED', reason: 'no journal', isBlock: true });
    gate.close({ id: 'h', scope: PORTFOLIO, state: 'HALTED', source: 'button', reason: 'why', trippedAt: 0 });
    expect(gate.standing(subject)).toEqual({ state: 'HALTED', reason: 'why', blocked: 'no journal' });
    expect(gate.look(subject)).toEqual({ state: 'HALTED', reason: 'why' });
  });
});
