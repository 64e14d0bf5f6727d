import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import {
  aheadOfServer,
  badKeyFormat,
  badSignature,
  keyRefused,
  missing,
  outsideRecvWindow,
  type Rejection,
  recvWindowTooLarge,
} from '../engine/rejections';

/** A key the exchange issued. */
export interface IssuedKey {
  readonly account: string;
  readonly apiKey: string;
  readonly secret: KeyObject;
  /** The third part of a key, where the exchange has one (OKX). */
  readonly passphrase?: string;
  readonly canRead: boolean;
  readonly canTradeSpot: boolean;
  /** The account has a futures wallet. Without one the futures API knows nothing of its keys. */
  readonly hasFutures: boolean;
  /** Never true without a futures wallet. */
  readonly canTradeFutures: boolean;
  readonly createdAt: UtcMs;
}

/** USER_STREAM asks for a key but no signature (listen keys). */
export type Security = 'NONE' | 'USER_STREAM' | 'USER_DATA' | 'TRADE';

export interface SignedRequest {
  readonly apiKey: string | undefined;
  /** The exact text that was signed. */
  readonly payload: string;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly recvWindow: string | undefined;
}

const KEY_FORMAT = /^[A-Za-z0-9_-]{8,128}$/;
const MAX_RECV_WINDOW_MS = 60_000;
const DEFAULT_RECV_WINDOW_MS = 5_000;
/** A timestamp may be ahead of the server's clock by less than this (rest-api.md, "Timing security"). */
const MAX_AHEAD_MS = 1_000;

/**
 * Who sent a request, or Binance's refusal: key, then signature, then time, then permission. `isAllowed` says what the
 * route asks of a key; `isRevoked` is the fault that takes keys away.
 */
export function authenticate(
  keys: ReadonlyMap<string, IssuedKey>,
  request: SignedRequest,
  security: Exclude<Security, 'NONE'>,
  now: UtcMs,
  isAllowed: (key: IssuedKey) => boolean,
  isRevoked: (apiKey: string) => boolean,
): Result<IssuedKey, Rejection> {
  if (request.apiKey === undefined || !KEY_FORMAT.test(request.apiKey)) return err(badKeyFormat);
  const key = keys.get(request.apiKey);
  if (key === undefined || isRevoked(request.apiKey)) return err(keyRefused);
  if (security === 'USER_STREAM') return isAllowed(key) ? ok(key) : err(keyRefused);
  if (request.signature === undefined || request.signature === '') return err(missing('signature'));
  if (request.timestamp === undefined || !/^\d{1,17}$/.test(request.timestamp)) return err(missing('timestamp'));
  if (!isSignatureRight(key.secret, request.payload, request.signature)) return err(badSignature);
  const refused = checkTime(Number(request.timestamp), request.recvWindow, now);
  if (refused !== undefined) return err(refused);
  return isAllowed(key) ? ok(key) : err(keyRefused);
}

/** The secret as the crypto library holds it: prepared once, and no text to leak by accident. */
export const secretKey = (secret: string): KeyObject => createSecretKey(secret, 'utf8');

function isSignatureRight(secret: KeyObject, payload: string, signature: string): boolean {
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function checkTime(timestamp: number, recvWindowText: string | undefined, now: UtcMs): Rejection | undefined {
  const recvWindow = recvWindowText === undefined ? DEFAULT_RECV_WINDOW_MS : Number(recvWindowText);
  if (!Number.isFinite(recvWindow) || recvWindow < 0) return missing('recvWindow');
  if (recvWindow > MAX_RECV_WINDOW_MS) return recvWindowTooLarge;
  if (timestamp >= now + MAX_AHEAD_MS) return aheadOfServer;
  return now - timestamp > recvWindow ? outsideRecvWindow : undefined;
}
