import type { KeyRow } from '#shared/contract/keys';
import { canLose, type KnownBalance } from '#shared/model/key-blast';
import { isDue, keyDates, nextDate } from '#shared/model/key-calendar';
import { isUnanswered } from '#shared/model/key-drift';
import type { KeyVerdict } from '#shared/model/keys';
import type { UtcMs } from '#shared/model/time';
import type { KeptKey } from '../../domains/vault/index';

/** A reading older than this says nothing sure any more: four inspections were missed. Milliseconds. */
export const READING_OLD_MS = 86_400_000;

/** What the last reading since this start found of a key. */
export interface Found {
  readonly verdict: KeyVerdict;
  /** What has changed since it was taken in, one sentence each. */
  readonly changed: readonly string[];
}

/** One kept key as it is shown. With a change, the verdict is what was found last; without, what is kept. */
export function rowOf(key: KeptKey, found: Found | undefined, balance: KnownBalance | undefined, now: UtcMs): KeyRow {
  const changed = found?.changed ?? [];
  const shown = found !== undefined && !isUnanswered(found.verdict) ? found.verdict : key.verdict;
  const current = { ...key, verdict: shown };
  const next = nextDate(current);
  const [health, trouble] = healthOf(current, found, now);
  return {
    keyId: key.keyId,
    exchange: key.exchange,
    environment: key.environment,
    accountId: key.accountId,
    purpose: key.purpose,
    ending: key.ending,
    storedAt: key.storedAt,
    dueAt: next.at,
    dueWhy: next.why,
    verdict: verdictView(shown),
    health,
    trouble: trouble.slice(0, 600),
    changed: [...changed].slice(0, 100),
    canLose: canLose(current, balance),
    dates: [...keyDates(current)],
    statements: key.statements.map((each) => ({ ...each })),
  };
}

function healthOf(key: KeptKey, found: Found | undefined, now: UtcMs): readonly [KeyRow['health'], string] {
  const [refusal] = key.verdict.refusals;
  if (found !== undefined && found.changed.length > 0)
    return [
      'bad',
      'It has changed at the exchange since it was taken in. Replace it, or accept it as it is now, before its account is resumed.',
    ];
  if (refusal !== undefined) return ['bad', `${refusal.sentence} ${refusal.fix}`];
  const next = nextDate(key);
  if (isDue(next.at, now)) return ['due', `${next.why} Replace it in place: its bots are paused meanwhile, not lost.`];
  if (found !== undefined && isUnanswered(found.verdict))
    return [
      'unknown',
      `${found.verdict.refusals[0]?.sentence ?? ''} What it may do is known only as of the last answer.`,
    ];
  if (now - key.verdict.at > READING_OLD_MS)
    return ['unknown', 'It has not been read back for over a day. Unlock the keys, or press Inspect now.'];
  return ['good', ''];
}

/** A verdict as it crosses: copies, since what is kept is read-only. */
export function verdictView(verdict: KeyVerdict): KeyRow['verdict'] {
  const { reading } = verdict;
  return {
    ...verdict,
    reading:
      reading === null
        ? null
        : {
            ...reading,
            rights: { ...reading.rights },
            markets: [...reading.markets],
            ip: { kind: reading.ip.kind, addresses: [...reading.ip.addresses] },
            unknownWords: [...reading.unknownWords],
          },
    refusals: verdict.refusals.map((each) => ({ ...each })),
    warnings: verdict.warnings.map((each) => ({ ...each })),
    statements: [...verdict.statements],
  };
}
