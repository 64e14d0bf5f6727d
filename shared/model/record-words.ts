import { sentenceOf } from './record-sentences';

type Data = Readonly<Record<string, unknown>>;

/** One line in an operator's words for a record of the journal; its JSON where there are none. `text` is the record's data as JSON. */
export function summarise(type: string, text: string): string {
  return recordWords(type, readObject(text)) ?? text;
}

/** The same of data that is read already; undefined where there are no words for it. */
export function recordWords(type: string, data: unknown): string | undefined {
  return isObject(data) ? inWords(type, data) : undefined;
}

function inWords(type: string, data: Data): string | undefined {
  switch (type) {
    case 'order.decided':
      return `${word(data.botId)} ${trade(data)}: ${verdict(data)}`;
    case 'fill':
      return `${word(data.accountId)} ${trade(data)}, fee ${word(data.fee)} ${word(data.feeAsset)}`;
    case 'order.acknowledged':
    case 'order.waiting':
    case 'order.triggered':
    case 'order.partially-filled':
    case 'order.cancel-pending':
    case 'order.adopted':
    case 'order.filled':
    case 'order.cancelled':
    case 'order.rejected':
    case 'order.expired':
    case 'order.not-placed':
      return `${word(data.botId)} ${word(data.clientOrderId) || 'before it was sent'}${filled(data)}${because(data)}`;
    case 'order.cancel-answered':
      return `${word(data.clientOrderId)}: the exchange ${data.isCancelled === true ? 'confirmed' : 'did not confirm'} its cancel`;
    case 'order.unknown':
      return `${word(data.clientOrderId)}: not known what became of it: ${word(data.message)}`;
    case 'order.withheld':
      return `Held back before it left: ${word(data.reason)}`;
    case 'account.income':
      return `${word(data.accountId)} ${word(data.kind)} ${word(data.amount)} ${word(data.asset)} ${word(data.symbol)}`;
    case 'account.adjusted':
    case 'position.adjusted':
      return `${word(data.accountId)} ${word(data.asset) || word(data.symbol)} by ${word(data.by)}: ${word(data.why)}`;
    case 'bot.started':
    case 'bot.running':
    case 'bot.stopped':
    case 'bot.orders-cancelled':
      return `${word(data.botId)} ${type.slice('bot.'.length).replace('-', ' ')}${reasonGiven(data.why)}`;
    case 'trigger.fired':
    case 'halt.acknowledged':
      return word(data.message) || word(data.sentence) || undefined;
    case 'desk.symbols-added':
      return `Newly traded: ${words(data.symbols)}`;
    case 'market.symbols-missing':
      return words(data.symbols) === ''
        ? 'No symbol is missing any more'
        : `Not at the exchange: ${words(data.symbols)}`;
    case 'desk.bots-started':
      return words(data.bots);
    case 'desk.valued':
      return `Equity ${(Array.isArray(data.accounts) ? data.accounts : []).map(valued).join(', ')}`;
    case 'export.saved':
      return `${word(data.what)} exported to ${word(data.file)}`;
    case 'halt.tripped':
    case 'halt.resumed':
      return word(data.reason) || undefined;
    case 'process.ended':
      return `${word(data.name)} ${word(data.why) || 'ended'}`;
    default:
      return sentenceOf(type, data);
  }
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

const words = (value: unknown): string => (Array.isArray(value) ? value : []).map(word).join(', ');

const reasonGiven = (why: unknown): string => (word(why) === '' ? '' : `: ${word(why)}`);

const trade = (data: Data): string =>
  `${word(data.side)} ${word(data.quantity)} ${word(data.symbol)} at ${word(data.price) || 'market'}${goesOff(data)}`;

const goesOff = (data: Data): string => (word(data.stopPrice) === '' ? '' : ` once ${word(data.stopPrice)} is reached`);

const filled = (data: Data): string => (['', '0'].includes(word(data.filled)) ? '' : `, filled ${word(data.filled)}`);

const because = (data: Data): string => reasonGiven(data.reason);

const valued = (account: unknown): string =>
  isObject(account) ? `${word(account.accountId)} ${word(account.equity) || 'not known'}` : '';

/** What the gate said; of a refusal, the ids of the checks it failed. Old journals have the checks themselves, each with `passed`. */
function verdict({ verdict: said, failed, checks }: Data): string {
  if (said === 'allow') return 'allowed';
  const old = (Array.isArray(checks) ? checks : []).filter((check) => isObject(check) && check.passed === false);
  const ids = (isObject(failed) ? Object.keys(failed) : old.map(({ name }) => word(name).toLowerCase())).join(', ');
  if (said === 'resize') return `allowed, made smaller${ids === '' ? '' : ` by ${ids}`}`;
  return `refused by ${ids || 'the gate'}`;
}

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined for anything that is not JSON. */
function readObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
