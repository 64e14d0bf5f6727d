import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canBecome, ORDER_LIFECYCLE, ORDER_STATES } from '#shared/model/order-lifecycle';

const DOCUMENT = readFileSync(resolve(import.meta.dirname, '../../docs/order-lifecycle.md'), 'utf8');

describe('The life of an order', () => {
  it('is in the document as it is in the code', () => {
    const rows = [...DOCUMENT.matchAll(/^\| `([a-z-]+)` \| (.+?) \| (yes|no) \| (.+) \|$/gm)];
    const documented = Object.fromEntries(
      rows.map(([, state, means, working, next = '']) => [
        state,
        { means, isWorking: working === 'yes', next: [...next.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name) },
      ]),
    );
    expect(documented).toEqual(ORDER_LIFECYCLE);
  });

  it('begins in two states and can be gone through to each of the others', () => {
    const reached = new Set(['created', 'adopted']);
    for (const state of reached) for (const next of ORDER_LIFECYCLE[state as 'created'].next) reached.add(next);
    expect([...reached].sort()).toEqual([...ORDER_STATES].sort());
  });

  it('counts an order as exposure until it is known to be over', () => {
    const over = ORDER_STATES.filter((state) => !ORDER_LIFECYCLE[state].isWorking);
    expect(over.sort()).toEqual(['cancelled', 'expired', 'filled', 'not-placed', 'rejected']);
    for (const state of over) if (state !== 'not-placed') expect(ORDER_LIFECYCLE[state].next).toEqual([]);
  });

  it('never goes back to before it was sent', () => {
    for (const state of ORDER_STATES) {
      expect(canBecome(state, 'created')).toBe(false);
      if (state !== 'created') expect(canBecome(state, 'decided')).toBe(false);
      if (state !== 'decided') expect(canBecome(state, 'sent')).toBe(false);
    }
  });
});
