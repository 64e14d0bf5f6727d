import type { SymbolSpec } from '../../engine/symbols';

/** Kraken's own names of assets (`XXBT`), and the short ones it makes pairs and tickers of (`XBT`). */
const ASSETS: Readonly<Record<string, { readonly id: string; readonly altname: string }>> = {
  BTC: { id: 'XXBT', altname: 'XBT' },
  ETH: { id: 'XETH', altname: 'ETH' },
  XRP: { id: 'XXRP', altname: 'XRP' },
  DOGE: { id: 'XXDG', altname: 'XDG' },
};

export const assetOf = (code: string): { readonly id: string; readonly altname: string } =>
  ASSETS[code] ?? { id: code, altname: code };

/** `XBTUSDT`; pairs against USDT have no longer name. */
export const pairOf = ({ base, quote }: SymbolSpec): string => `${assetOf(base).altname}${assetOf(quote).altname}`;

const TXID = /^O([0-9A-Z]{5})-([0-9A-Z]{5})-([0-9A-Z]{6})$/;

/** Kraken's form of an order id: `OXXXXX-XXXXX-XXXXXX`. */
export function txidOf(id: number): string {
  const digits = id.toString(36).toUpperCase().padStart(16, '0');
  return `O${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}`;
}

/** The engine's id behind it; undefined when it has not that form. */
export function idOfTxid(txid: string): number | undefined {
  const parts = TXID.exec(txid);
  return parts === null ? undefined : Number.parseInt(parts.slice(1).join(''), 36);
}
