import type { DecisionRow } from '../../../shared/contract/decisions';
import { formatExact, formatPrice } from '../../ui/format';
import type { ListColumn } from '../../ui/live-list';
import { LocalTime } from '../../ui/local-time';
import { meaningOf, outcomeInWords } from '../../ui/order-states';
import { Verdict } from './verdict';

/** The columns of a decision. */
export const DECISION_COLUMNS: readonly ListColumn<DecisionRow>[] = [
  { name: 'Time', cell: ({ at }) => <LocalTime at={at} /> },
  { name: 'Bot', cell: ({ botId }) => botId },
  { name: 'Account', isWide: true, cell: ({ accountId }) => accountId },
  { name: 'Symbol', cell: ({ symbol }) => symbol },
  { name: 'Side', cell: ({ side }) => side },
  { name: 'Type', isWide: true, cell: ({ type }) => type },
  { name: 'Quantity', isNumber: true, cell: ({ quantity }) => formatExact(quantity) },
  { name: 'Price', isNumber: true, cell: ({ price }) => (price === null ? 'market' : formatPrice(price)) },
  { name: 'Verdict', cell: ({ verdict }) => <Verdict of={verdict} /> },
  { name: 'Outcome', cell: ({ outcome }) => <span title={meaningOf(outcome)}>{outcomeInWords(outcome)}</span> },
  { name: 'Why', cell: ({ reason }) => <span title={reason}>{reason}</span> },
];
