import { type HaltScope, PORTFOLIO } from './trading-state';

/** Longest scope taken, characters. The longest name there is has 32, the longest kind 8. */
export const SCOPE_TEXT_MAX = 80;

/** How a scope is written where a person or a script types it, for a usage text. */
export const SCOPE_FORMS = 'exchange:binance, account:sub-1, bot:grid-2 or symbol:BTC/USDT';

/** The scope that a typed text means, as `scopeKey` writes it; nothing, `everything` and `all` mean everything. Undefined: none. */
export function scopeFromText(text: string): HaltScope | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || /^(everything|all|portfolio)$/i.test(trimmed)) return PORTFOLIO;
  if (trimmed.length > SCOPE_TEXT_MAX) return undefined;
  const [, kind, name = ''] = /^([a-z]+):([\w./:-]+)$/i.exec(trimmed) ?? [];
  switch (kind?.toLowerCase()) {
    case 'exchange':
      return { kind: 'exchange', exchange: name };
    case 'account':
      return { kind: 'account', accountId: name };
    case 'bot':
      return { kind: 'bot', botId: name };
    case 'symbol':
      return { kind: 'symbol', symbol: name };
    default:
      return undefined;
  }
}
