import { describe, expect, it } from 'vitest';
import { requestErrorOf } from '../../electron/domains/exchange/worker/failures';
import { RateHold, type RequestKind } from '../../electron/domains/exchange/worker/rate-hold';
import { retryAfterOf } from '../../electron/platform/venue/binance/codes';
import { redactor } from '../../electron/platform/venue/redact';
import { VenueError } from '../../electron/platform/venue/venue-error';

const answered = (
  status: number,
  exchangeCode: number | null,
  exchangeMessage = 'said so',
  retryAfterMs: number | null = null,
): VenueError => new VenueError({ kind: 'answered', status, exchangeCode, exchangeMessage, retryAfterMs });
const notSent = new VenueError({ kind: 'not-sent', message: 'ECONNREFUSED' });
const noAnswer = new VenueError({ kind: 'no-answer', message: 'ECONNRESET' });
const codeOf = (thrown: unknown, kind: RequestKind): string => requestErrorOf(thrown, kind, new RateHold(() => 0)).code;

describe('what a failed request means for money', () => {
  it.each([
    [
      'insufficient balance',
      answered(400, -2010, 'Account has insufficient balance for requested action.'),
      'rejected',
    ],
    ['a filter', answered(400, -1013, 'Filter failure: LOT_SIZE'), 'rejected'],
    ['a bad signature', answered(400, -1022), 'rejected'],
    ['a revoked key', answered(401, -2015), 'rejected'],
    ['a clock that is off', answered(400, -1021), 'rejected'],
    ['a time-out inside the exchange', answered(408, -1007), 'outcome-unknown'],
    ['an unexpected response inside the exchange', answered(400, -1006), 'outcome-unknown'],
    ['a broken exchange', answered(502, null), 'outcome-unknown'],
    ['a client order id it has already', answered(400, -2010, 'Duplicate order sent.'), 'outcome-unknown'],
    ['too many requests', answered(429, -1003), 'rate-limited'],
    ['a ban', answered(418, -1003), 'rate-limited'],
    ['too many orders', answered(400, -1015), 'rate-limited'],
    ['a refused connection', notSent, 'not-sent'],
    ['a cut socket', noAnswer, 'outcome-unknown'],
    ['something nobody foresaw', new TypeError('x'), 'outcome-unknown'],
  ])('an order that meets %s is told apart', (_name, thrown, code) => {
    expect(codeOf(thrown, 'place')).toBe(code);
  });

  it('a cancel of an order that is gone says so', () => {
    expect(codeOf(answered(400, -2011, 'Unknown order sent.'), 'cancel')).toBe('unknown-order');
  });

  it('a read that fails never claims anything about an order', () => {
    expect(codeOf(noAnswer, 'read')).toBe('unreachable');
    expect(codeOf(notSent, 'read')).toBe('unreachable');
    expect(codeOf(answered(503, null), 'read')).toBe('unreachable');
    expect(codeOf(answered(400, -2013), 'read')).toBe('unknown-order');
  });

  it('the end of a ban is read from the message when no header tells it', () => {
    expect(retryAfterOf('7', '', 0)).toBe(7_000);
    expect(retryAfterOf(undefined, 'IP banned until 1659146400000. Please use', 1_659_146_390_000)).toBe(10_000);
    expect(retryAfterOf(undefined, 'no', 0)).toBeNull();
  });
});

describe('quiet that the exchange asked for', () => {
  it('holds orders and reads back until it is over, and lets cancels through', () => {
    let now = 0;
    const hold = new RateHold(() => now);
    requestErrorOf(answered(429, -1003, 'too many', 3_000), 'place', hold);
    expect(hold.waitMs('place')).toBe(3_000);
    expect(hold.waitMs('read')).toBe(3_000);
    expect(hold.waitMs('cancel')).toBe(0);
    now = 3_000;
    expect(hold.waitMs('place')).toBe(0);
  });

  it('holds even cancels back while the address is banned, since each request makes the ban longer', () => {
    const hold = new RateHold(() => 0);
    requestErrorOf(answered(418, -1003), 'cancel', hold);
    expect(hold.waitMs('cancel')).toBe(120_000);
  });

  it('one account that sends too many orders does not hold the others back', () => {
    const hold = new RateHold(() => 0);
    requestErrorOf(answered(429, -1015, 'Too many new orders'), 'place', hold);
    expect(hold.waitMs('place')).toBe(0);
  });

  it('reads stop before the budget of the address is gone, so that a halt can still cancel', () => {
    const hold = new RateHold(
      () => 0,
      () => 20_000,
    );
    hold.noteUsedWeight(4_799);
    expect(hold.waitMs('read')).toBe(0);
    hold.noteUsedWeight(4_800);
    expect(hold.waitMs('read')).toBe(40_000);
    expect(hold.waitMs('place')).toBe(0);
    expect(hold.waitMs('cancel')).toBe(0);
  });
});

describe('texts that leave a connection', () => {
  it('hold no key, no secret and no signed query', () => {
    const clean = redactor(['KEYKEYKEY', 'SECRETSECRET'])(
      'GET http://127.0.0.1:1/api/v3/order?symbol=X&signature=abcdef failed for KEYKEYKEY with SECRETSECRET and signature=ffee',
    );
    expect(clean).toBe(
      'GET http://127.0.0.1:1/api/v3/order?[redacted] failed for [redacted] with [redacted] and signature=[redacted]',
    );
  });
});
