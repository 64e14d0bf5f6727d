import { binance } from './binance';
import { bingx } from './bingx';
import { bitfinex } from './bitfinex';
import { bitget } from './bitget';
import { bybit } from './bybit';
import type { KeyAnswers } from './case';
import { coinbase } from './coinbase';
import { deribit } from './deribit';
import { gate } from './gate';
import { gemini } from './gemini';
import { htx } from './htx';
import { hyperliquid } from './hyperliquid';
import { kraken } from './kraken';
import { krakenfutures } from './krakenfutures';
import { kucoin } from './kucoin';
import { okx } from './okx';
import { STATED } from './stated';
import { woo } from './woo';

/** What every exchange is known to answer about a key. */
export const KEY_ANSWERS: readonly KeyAnswers[] = [
  binance,
  bybit,
  okx,
  kraken,
  krakenfutures,
  kucoin,
  gate,
  bitget,
  coinbase,
  deribit,
  htx,
  bitfinex,
  bingx,
  gemini,
  hyperliquid,
  woo,
  ...STATED,
];
