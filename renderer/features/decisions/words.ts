import type { DecisionRow, OrderStep } from '../../../shared/contract/decisions';
import { formatExact, formatPrice, MISSING } from '../../ui/format';
import { outcomeInWords } from '../../ui/order-states';
import { formatDuration } from '../../ui/time';

/** The sentence that says why, whatever the verdict. */
export function whyInWords(
  row: Pick<DecisionRow, 'verdict' | 'reason' | 'quantity' | 'resizedQuantity' | 'checks' | 'symbol'>,
) {
  const [base] = assetsOf(row.symbol);
  const reason = row.reason === '' ? '' : ` ${row.reason}`;
  switch (row.verdict) {
    case 'allow':
      return `Allowed: it passed all ${row.checks} checks.${reason}`;
    case 'resize':
      return `Made smaller: ${formatExact(row.resizedQuantity)} of the ${formatExact(row.quantity)} ${base} asked for.${reason}`;
    case 'deny':
      return `Refused.${reason}`;
  }
}

/** Base and quote asset of a symbol as ccxt writes it: `BTC/USDT`, `BTC/USDT:USDT`. */
export function assetsOf(symbol: string): readonly [string, string] {
  const [pair = ''] = symbol.split(':');
  const [base = '', quote = ''] = pair.split('/');
  return [base, quote];
}

/** Names of what the gate knew, and in which asset; members that are not here keep the journal's own name in words. */
const INPUTS: Readonly<Record<string, readonly [name: string, unit: 'base' | 'quote' | 'ms' | '']>> = {
  state: ['Trading state', ''],
  bid: ['Bid', 'quote'],
  ask: ['Ask', 'quote'],
  last: ['Last', 'quote'],
  mark: ['Mark price', 'quote'],
  priceAgeMs: ['Age of the prices', 'ms'],
  position: ['Position', 'base'],
  workingBuys: ['Working buys', 'base'],
  workingSells: ['Working sells', 'base'],
  availableBase: ['Free to sell', 'base'],
  availableQuote: ['Free to spend', 'quote'],
  availableMargin: ['Free margin', 'quote'],
};
const ORDER = Object.keys(INPUTS);

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly isKnown: boolean;
}

/** What the gate knew, in an operator's words: the known names first, in their order. */
export function inputsInWords(inputs: Readonly<Record<string, string | null>>, symbol: string): Fact[] {
  const [base, quote] = assetsOf(symbol);
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.entries(inputs)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]) => {
      const [name, kind] = INPUTS[key] ?? [nameInWords(key), ''];
      const isKnown = value !== null;
      const shown = value === null ? 'not known' : kind === 'ms' ? ageInWords(value) : inDigits(value);
      return {
        name,
        value: shown,
        unit: isKnown && kind === 'base' ? base : isKnown && kind === 'quote' ? quote : '',
        isKnown,
      };
    });
}

const ageInWords = (ms: string): string => (Number.isFinite(Number(ms)) ? formatDuration(Number(ms)) : ms);

/** A number grouped, words as they are. */
export function inDigits(value: string): string {
  const shown = formatExact(value);
  return shown === MISSING ? value : shown;
}

/** `dayLossOfBot` → `Day loss of bot`. */
export function nameInWords(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One thing that happened to the order. */
export function stepInWords({ what, quantity, price, note }: OrderStep): string {
  const because = note === '' ? '' : `: ${note}`;
  if (what === 'fill') return `traded ${formatExact(quantity)} at ${formatPrice(price)}`;
  if (what === 'withheld') return `held back by the gate at its second look${because}`;
  const isNothing = what === 'filled' || quantity === null || Number(quantity) === 0;
  const filled = isNothing ? '' : `, filled ${formatExact(quantity)}`;
  return `${outcomeInWords(what)}${filled}${because}`;
}
