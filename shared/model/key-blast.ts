import { add, cmp, decimal, floorTo, formatDecimal, parseDecimal } from './decimal';
import { KEY_GUIDES } from './key-guides';
import type { KeyExchange, KeyPurpose, KeyRight, KeyStatement, KeyVerdict } from './keys';

/** What is known of one key, for its blast radius. */
export interface KeyAtLarge {
  readonly exchange: KeyExchange;
  readonly accountId: string;
  readonly purpose: KeyPurpose;
  readonly verdict: KeyVerdict;
  readonly statements: ReadonlyArray<{ readonly statement: KeyStatement; readonly by: string }>;
}

/** What stands on an account: exact decimal text, and its unit. */
export interface KnownBalance {
  readonly equity: string;
  readonly unit: string;
}

/** Most markets named; a longer list is counted. */
const MARKETS_NAMED = 6;

/**
 * The blast radius in words (K4): what can be lost if whoever holds this key is not you. By what was read of it, not by what it was
 * meant for; what was not read is said to be unknown, or stated, and by whom. At most 600 characters.
 */
export function canLose(key: KeyAtLarge, balance: KnownBalance | undefined): string {
  const { exchange, accountId, verdict, statements } = key;
  const { name } = KEY_GUIDES[exchange];
  const rights = verdict.reading?.rights ?? null;
  const statedBy = (wanted: KeyStatement): string | undefined =>
    statements.find(({ statement }) => statement === wanted)?.by;
  const may = (right: KeyRight | undefined, stated: KeyStatement): Known => {
    if (right === 'yes' || right === 'no') return { is: right, by: undefined };
    const by = statedBy(stated);
    return by === undefined ? { is: 'unknown', by: undefined } : { is: 'no', by };
  };
  const withdraw = may(rights?.withdraw, 'cannot-withdraw');
  const transfer = may(rights?.transfer, 'cannot-transfer');
  const trade = rights?.trade ?? 'unknown';
  const all =
    balance === undefined
      ? `all that stands on ${accountId}, whose balance is not known now`
      : `${atMost(balance.equity)} ${balance.unit}, all that stands on ${accountId}`;

  const sentences: string[] = [];
  if (withdraw.is === 'yes')
    sentences.push(`This key can take everything out of ${name}: it can lose ${all}, for good and in one request.`);
  else if (withdraw.is === 'unknown')
    sentences.push(`It is not known whether this key can withdraw: take it that it can lose ${all}.`);
  else if (trade === 'no')
    sentences.push(
      'This key can lose nothing by itself: it can read, and whoever has it sees what you hold and trade.',
    );
  else
    sentences.push(
      `This key can lose at most ${all}: it ${trade === 'unknown' ? 'may be able to' : 'can'} trade ${marketsOf(verdict)} with that balance.`,
    );
  if (withdraw.is === 'no') sentences.push(`It cannot withdraw${as(withdraw, name)}.`);
  if (transfer.is === 'yes')
    sentences.push('It can move money between your accounts there, so what stands on the others is within its reach.');
  else if (transfer.is === 'unknown' && trade !== 'no')
    sentences.push('Whether it can move money between your accounts is not known.');
  if (rights?.manage === 'yes') sentences.push('It can change its own rights, so none of this is a limit.');
  if (verdict.reading?.ip.kind === 'open') sentences.push('It works from any address in the world.');
  return sentences.join(' ').slice(0, 600);
}

const CENT = decimal('0.01');

/** With two decimals, rounded up: `10140.021` → `10,140.03`. What is not a decimal is shown as it is. */
function atMost(text: string): string {
  const value = parseDecimal(text);
  if (value === undefined) return text;
  const down = floorTo(value, CENT);
  const [whole = '', cents = ''] = formatDecimal(cmp(down, value) < 0 ? add(down, CENT) : down).split('.');
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents.padEnd(2, '0')}`;
}

interface Known {
  readonly is: KeyRight;
  /** Who stated it; undefined when the exchange said so. */
  readonly by: string | undefined;
}

const as = ({ by }: Known, exchange: string): string =>
  by === undefined ? `, by ${exchange}’s own word` : `, as ${by} has stated; ${exchange} does not tell`;

function marketsOf({ reading }: KeyVerdict): string {
  const markets = reading?.markets ?? [];
  if (markets.length === 0) return 'whatever that account may trade';
  const named = markets.slice(0, MARKETS_NAMED).join(', ');
  return markets.length > MARKETS_NAMED ? `${named} and ${markets.length - MARKETS_NAMED} more` : named;
}
