import { ORDER_LIFECYCLE, type OrderState } from '../../shared/model/order-lifecycle';
import { MISSING } from './format';

/** The word for each state of an order, the same on every screen. What it means stands in shared/model/order-lifecycle.ts. */
export const ORDER_STATE_WORDS: Readonly<Record<OrderState, string>> = {
  created: 'deciding',
  decided: 'decided',
  sent: 'sent',
  acknowledged: 'working',
  waiting: 'waiting',
  triggered: 'triggered',
  'partially-filled': 'part filled',
  'cancel-pending': 'cancelling',
  unknown: '? unknown',
  adopted: 'found there',
  filled: 'filled',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
  'not-placed': 'not placed',
};

const isOrderState = (word: string): word is OrderState => Object.hasOwn(ORDER_STATE_WORDS, word);

/** What became of a decision: its order's state in words, `no order` when refused, or `–` where nothing that was read says it. */
export function outcomeInWords(outcome: string): string {
  if (isOrderState(outcome)) return ORDER_STATE_WORDS[outcome];
  if (outcome === 'refused') return 'no order';
  return outcome === '' ? MISSING : outcome.replaceAll('-', ' ');
}

/** What a state means, in a sentence or two; empty for a word that is none. */
export const meaningOf = (state: string): string => (isOrderState(state) ? ORDER_LIFECYCLE[state].means : '');
