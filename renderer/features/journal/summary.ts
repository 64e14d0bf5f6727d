type Data = Readonly<Record<string, unknown>>;

/** One line in an operator's words for a record; its JSON where there are none. `text` is the record's data as JSON. */
export function summarise(type: string, text: string): string {
  const data = readObject(text);
  return (data === undefined ? undefined : inWords(type, data)) ?? text;
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
    case 'desk.symbols-added':
      return `Newly traded: ${words(data.symbols)}`;
    case 'market.symbols-missing':
      return words(data.symbols) === ''
        ? 'No symbol is missing any more'
        : `Not at the exchange: ${words(data.symbols)}`;
    case 'desk.bots-started':
      return words(data.bots);
    case 'halt.tripped':
    case 'halt.resumed':
      return word(data.reason) || undefined;
    case 'process.ended':
      return `${word(data.name)} ${word(data.why) || 'ended'}`;
    default:
      return undefined;
  }
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

const words = (value: unknown): string => (Array.isArray(value) ? value : []).map(word).join(', ');

const trade = (data: Data): string =>
  `${word(data.side)} ${word(data.quantity)} ${word(data.symbol)} at ${word(data.price) || 'market'}${goesOff(data)}`;

const goesOff = (data: Data): string => (word(data.stopPrice) === '' ? '' : ` once ${word(data.stopPrice)} is reached`);

const filled = (data: Data): string => (['', '0'].includes(word(data.filled)) ? '' : `, filled ${word(data.filled)}`);

const because = (data: Data): string => (word(data.reason) === '' ? '' : `: ${word(data.reason)}`);

function verdict({ verdict: said, checks }: Data): string {
  if (said === 'allow') return 'allowed';
  if (said === 'resize') return 'allowed, made smaller';
  const failed = (Array.isArray(checks) ? checks : []) as readonly { name?: unknown; passed?: unknown }[];
  const names = failed.filter(({ passed }) => passed === false).map(({ name }) => word(name).toLowerCase());
  return `refused by ${names.join(', ')}`;
}

/** Undefined for anything that is not a JSON object. */
function readObject(text: string): Data | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : undefined;
  } catch {
    return undefined;
  }
}
