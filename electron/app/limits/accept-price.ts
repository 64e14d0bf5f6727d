import { cmp, type Decimal, decimal, formatDecimal, parseDecimal } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import { err, ok, type Result } from '#shared/model/result';
import type { PassphraseAnswer } from '../../domains/halt/index';
import { askPassphrase, type PassphraseRefusal } from './ask-passphrase';

/** A price that moved further than this from the one that was looked at is another price: one hundredth. */
const SAME_WITHIN = decimal('0.01');
const ONE_UNIT = decimal('1');

export interface AcceptPricePorts {
  readonly reference: (symbol: string) => Reference | undefined;
  readonly jumpOf: (symbol: string) => { readonly jump: number } | undefined;
  /** Tells the gate; from then on the price is its own level. */
  readonly accept: (reference: Reference) => void;
  readonly checkPassphrase: (passphrase: string) => Promise<PassphraseAnswer>;
  readonly append: (type: string, data: unknown) => Promise<Result<unknown, { readonly message: string }>>;
}

export type AcceptPriceFailure = PassphraseRefusal | 'no-price' | 'not-jumped' | 'moved' | 'journal-failed';

/**
 * A person takes a price for real after it jumped (R4). It lets orders leave at that price, so it asks for the passphrase and is on
 * record first. What is accepted is what was shown: a price that has moved on since is refused, and looked at again.
 */
export async function acceptPrice(
  { reference, jumpOf, accept, checkPassphrase, append }: AcceptPricePorts,
  shown: { readonly symbol: string; readonly bid: string; readonly ask: string },
  reason: string,
  passphrase: string | null,
): Promise<Result<void, { readonly code: AcceptPriceFailure; readonly message: string }>> {
  const { symbol } = shown;
  const look = (): Result<Reference, { readonly code: AcceptPriceFailure; readonly message: string }> => {
    const now = reference(symbol);
    if (now === undefined || now.bid <= 0n || now.ask < now.bid)
      return err({ code: 'no-price', message: `There is no price of ${symbol} to accept. Orders on it stay refused.` });
    if ((jumpOf(symbol)?.jump ?? 1) <= 1.0001)
      return err({
        code: 'not-jumped',
        message: `The price of ${symbol} stands at its recent level. Nothing was changed.`,
      });
    if (!isNear(now.bid, parseDecimal(shown.bid)) || !isNear(now.ask, parseDecimal(shown.ask)))
      return err({
        code: 'moved',
        message: `The price of ${symbol} has moved on to ${formatDecimal(now.bid)} / ${formatDecimal(now.ask)}. Nothing was accepted; look at it again.`,
      });
    return ok(now);
  };
  const before = look();
  if (!before.ok) return before;
  const because = `Accepting a price lets orders on ${symbol} leave again`;
  const refused = await askPassphrase(checkPassphrase, passphrase, because, `Orders on ${symbol} stay refused.`);
  if (refused !== undefined) return err(refused);
  const now = look();
  if (!now.ok) return now;
  const { bid, ask } = now.value;
  const recorded = await append('risk.price-accepted', {
    symbol,
    bid: formatDecimal(bid),
    ask: formatDecimal(ask),
    jump: jumpOf(symbol)?.jump ?? null,
    reason,
  });
  if (!recorded.ok)
    return err({
      code: 'journal-failed',
      message: `It could not be recorded, so the price was not accepted. ${recorded.error.message}`,
    });
  accept(now.value);
  return ok(undefined);
}

function isNear(now: Decimal, shown: Decimal | undefined): boolean {
  if (shown === undefined || shown <= 0n) return false;
  const apart = now > shown ? now - shown : shown - now;
  return cmp(((apart * ONE_UNIT) / shown) as Decimal, SAME_WITHIN) <= 0;
}
