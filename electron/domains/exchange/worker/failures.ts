import { assertNever } from '#shared/model/result';
import { RequestError } from '../../../platform/process/serve';
import { holdMs, meaningOf } from '../../../platform/venue/binance/codes';
import { failureOf } from '../../../platform/venue/venue-error';
import type { RateHold, RequestKind } from './rate-hold';

/**
 * A failed request as one of the protocol's closed codes (see ExchangeProtocol). For orders and cancels the rule is: only
 * an answer that says no, or a request that was never written, means that nothing happened.
 */
export function requestErrorOf(thrown: unknown, kind: RequestKind, hold: RateHold): RequestError {
  if (thrown instanceof RequestError) return thrown;
  const failure = failureOf(thrown);
  if (failure.kind === 'not-sent') {
    return new RequestError(
      kind === 'read' ? 'unreachable' : 'not-sent',
      `not sent to the exchange: ${failure.message}`,
    );
  }
  if (failure.kind === 'no-answer') {
    return kind === 'read'
      ? new RequestError('unreachable', `no answer from the exchange: ${failure.message}`)
      : new RequestError('outcome-unknown', `sent, and no answer came: ${failure.message}`);
  }
  const { exchangeCode, exchangeMessage, status } = failure;
  const detail = { exchangeCode, exchangeMessage, status };
  const said = `${exchangeMessage} (${exchangeCode ?? `HTTP ${status}`})`;
  const meaning = meaningOf(failure);
  switch (meaning) {
    case 'rate-limited': {
      const retryAfterMs = holdMs(failure);
      // Too many orders (−1015) is one account's own limit; the others count by address.
      if (exchangeCode !== -1015) hold.hold(retryAfterMs, status === 418);
      return new RequestError('rate-limited', `the exchange limits requests: ${said}`, { ...detail, retryAfterMs });
    }
    case 'unknown':
      return kind === 'read'
        ? new RequestError('unreachable', `the exchange could not answer: ${said}`, detail)
        : new RequestError('outcome-unknown', `the exchange does not say whether it was done: ${said}`, detail);
    case 'unknown-order':
      return kind === 'place'
        ? new RequestError('rejected', `the exchange refused: ${said}`, detail)
        : new RequestError('unknown-order', `the exchange knows no such order: ${said}`, detail);
    case 'clock':
    case 'key':
    case 'refused':
      return new RequestError('rejected', `the exchange refused: ${said}`, detail);
    default:
      return assertNever(meaning);
  }
}

/** Keeps the quiet that a failed request of the worker's own asked for; everything else about it is of no interest. */
export function noteLimits(thrown: unknown, hold: RateHold): void {
  requestErrorOf(thrown, 'read', hold);
}
