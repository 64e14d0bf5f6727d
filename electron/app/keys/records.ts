import type { KeyVerdict } from '#shared/model/keys';
import type { KeptKey } from '../../domains/vault/index';

/** A key in a record: whom it is for, and its public ending. */
export const forRecord = ({ keyId, exchange, environment, accountId, purpose, ending }: KeptKey) => ({
  keyId,
  exchange,
  environment,
  accountId,
  purpose,
  ending,
});

/** What a check found, for a record: by words of ours and counts, so that no address and no text of an exchange is in it. */
export const verdictInShort = ({ grade, reading, refusals, warnings }: KeyVerdict) => ({
  grade,
  rights: reading?.rights ?? null,
  ip: reading?.ip.kind ?? null,
  addresses: reading?.ip.addresses.length ?? null,
  expiresAt: reading?.expiresAt ?? null,
  refusals: refusals.map(({ id }) => id),
  warnings: warnings.map(({ id }) => id),
});

/** The verdict as it may be kept and recorded: the address the exchange saw is shown once, and is in no sentence that stays. */
export function withoutCallerIp(verdict: KeyVerdict): KeyVerdict {
  const { callerIp } = verdict;
  if (callerIp === null) return verdict;
  const clean = (text: string): string => text.replaceAll(callerIp, 'your address');
  const findings = (list: KeyVerdict['refusals']) =>
    list.map(({ id, sentence, fix }) => ({ id, sentence: clean(sentence), fix: clean(fix) }));
  return { ...verdict, refusals: findings(verdict.refusals), warnings: findings(verdict.warnings), callerIp: null };
}
