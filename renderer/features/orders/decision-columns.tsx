import type { DecisionView } from '../../../shared/contract/views';
import { formatExact, formatPrice } from '../../ui/format';
import type { ListColumn } from '../../ui/live-list';
import { LocalTime } from '../../ui/local-time';
import { Verdict } from './verdict';

/** The columns of a decision. */
export const DECISION_COLUMNS: readonly ListColumn<DecisionView>[] = [
  { name: 'Time', cell: ({ at }) => <LocalTime at={at} /> },
  { name: 'Bot', cell: ({ botId }) => botId },
  { name: 'Symbol', cell: ({ symbol }) => symbol },
  { name: 'Side', cell: ({ side }) => side },
  { name: 'Type', cell: ({ type }) => type },
  { name: 'Quantity', isNumber: true, cell: ({ quantity }) => formatExact(quantity) },
  { name: 'Price', isNumber: true, cell: ({ price }) => (price === null ? 'market' : formatPrice(price)) },
  { name: 'Verdict', cell: ({ verdict }) => <Verdict passed={verdict === 'allow'} words={['allowed', 'refused']} /> },
  { name: 'Outcome', cell: ({ outcome }) => outcome.replaceAll('-', ' ') },
  { name: 'Why', cell: ({ reason }) => <span title={reason}>{reason}</span> },
];
