import type { KeyExchange } from '#shared/model/keys';
import type { KeyAdapter } from '../adapter';
import { binance } from './binance';
import { bingx } from './bingx';
import { bitfinex } from './bitfinex';
import { bitget } from './bitget';
import { bybit } from './bybit';
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
import { backpack, bitstamp, bitvavo, cryptocom, mexc, phemex } from './stated';
import { woo } from './woo';

/** How each exchange's keys are read back. */
export const ADAPTERS: Readonly<Record<KeyExchange, KeyAdapter>> = {
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
  mexc,
  bingx,
  cryptocom,
  gemini,
  bitstamp,
  phemex,
  hyperliquid,
  woo,
  bitvavo,
  backpack,
};
