import { RECORD_PAGE_CHARS } from '../../../shared/contract/bounds';
import type { JournalRecordView } from '../../../shared/contract/views';

const TYPES = ['order.decided', 'order.sent', 'order.acknowledged', 'order.filled', 'order.cancelled', 'bot.started'];

/** Looks like a SHA-256 and is the same for the same number. */
export function fakeHash(seq: number): string {
  let hash = '';
  let state = (seq * 2_654_435_761 + 17) >>> 0;
  while (hash.length < 64) {
    state = (Math.imul(state ^ (state >>> 13), 1_274_126_177) + 12_345) >>> 0;
    hash += state.toString(16).padStart(8, '0');
  }
  return hash;
}

/** One record as the journal would show it. */
export function fakeRecord(seq: number, now: number): JournalRecordView {
  const type = TYPES[seq % TYPES.length] ?? 'order.decided';
  const whole = fakeData(seq);
  const text = JSON.stringify(whole);
  const isCut = text.length > 4_000;
  const data = isCut ? JSON.stringify({ ...whole, checks: [] }) : text;
  return { seq, time: new Date(now).toISOString(), type, data, isCut, hash: fakeHash(seq) };
}

/** One record in twenty is as long as a decision, one of those longer than a page. */
function fakeData(seq: number): object {
  const checks = seq % 20 === 0 ? (seq % 400 === 0 ? 1_200 : 52) : 0;
  return {
    botId: `grid-${(seq % 3) + 1}`,
    clientOrderId: `hf-${seq.toString(36)}`,
    symbol: 'BTC/USDT',
    side: seq % 2 === 0 ? 'buy' : 'sell',
    verdict: 'allow',
    price: '64210.10',
    quantity: '0.0021',
    ...(checks > 0 && {
      checks: Array.from({ length: checks }, (_, index) => ({
        id: `check-${index}`,
        name: `Check number ${index + 1}`,
        passed: true,
        observed: '24.97 USDT',
        limit: '1000 USDT',
      })),
    }),
  };
}

/** A record's data page by page, as main tells it. */
export function fakeRecordPage(seq: number, from: number): { readonly text: string; readonly length: number } {
  const all = JSON.stringify(fakeData(seq), null, 2);
  return { text: all.slice(from, from + RECORD_PAGE_CHARS), length: all.length };
}

/** Records up to, not including, `before`, oldest first. */
export function fakeTail(before: number, limit: number, now: number): JournalRecordView[] {
  const first = Math.max(1, before - limit);
  return Array.from({ length: before - first }, (_, index) =>
    fakeRecord(first + index, now - (before - first - index) * 900),
  );
}
