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
  const data = {
    botId: `grid-${(seq % 3) + 1}`,
    clientOrderId: `hf-${seq.toString(36)}`,
    symbol: 'BTC/USDT',
    price: '64210.10',
    quantity: '0.0021',
  };
  return { seq, time: new Date(now).toISOString(), type, data: JSON.stringify(data), hash: fakeHash(seq) };
}

/** Records up to, not including, `before`, oldest first. */
export function fakeTail(before: number, limit: number, now: number): JournalRecordView[] {
  const first = Math.max(1, before - limit);
  return Array.from({ length: before - first }, (_, index) =>
    fakeRecord(first + index, now - (before - first - index) * 900),
  );
}
