import type { KeyFinding, KeyRight, KeyStatement, ReadBackGrade } from '#shared/model/keys';
import type { KeySlot } from '../ports';
import type { AdapterReading, KeyAdapter, RightName } from './adapter';
import { type FindingId, finding } from './findings';

export interface Judgement {
  readonly refusals: readonly KeyFinding[];
  readonly warnings: readonly KeyFinding[];
  readonly statements: readonly KeyStatement[];
}

/** A key that expires within so many days is warned about: time for a rotation without haste. */
export const EXPIRES_SOON_MS = 14 * 86_400_000;
/** Address ranges wider than these let in more than one household or rack. */
const WIDE_V4_BITS = 24;
const WIDE_V6_BITS = 48;

const MAY: Readonly<Record<RightName, string>> = {
  read: 'read',
  trade: 'trade',
  withdraw: 'take money out',
  transfer: 'move money between accounts',
  manage: 'change keys or accounts',
};

/** Ranges of an address list that let in far more than one machine. */
function wideRanges(addresses: readonly string[]): readonly string[] {
  return addresses.filter((address) => {
    const [base = '', bits] = address.split('/');
    return bits !== undefined && Number(bits) < (base.includes(':') ? WIDE_V6_BITS : WIDE_V4_BITS);
  });
}

/**
 * Judges what was read of a key for what it is to be kept for. Live: a right that can take or move money or widen the key, an open
 * address list, and everything that should have been told and was not, is a refusal. On a test network no money can be lost: the same
 * things are warnings. What the key is for holds in both: a trade key must trade, a watch key must not. Words that nobody knows
 * refuse everywhere. Where an exchange tells nothing (grade C), or not the address list (grade B), the operator has to state it.
 */
export function judge(
  slot: KeySlot,
  adapter: KeyAdapter,
  grade: ReadBackGrade,
  found: AdapterReading,
  now: number,
): Judgement {
  const refusals: KeyFinding[] = [];
  const warnings: KeyFinding[] = [];
  const statements: KeyStatement[] = [];
  const { reading, words } = found;
  const { rights, ip } = reading;
  const isLive = slot.environment === 'live';
  const refuse = (id: FindingId, detail = ''): void =>
    void refusals.push(finding(id, { exchange: adapter.name, detail }));
  const warn = (id: FindingId, detail = ''): void =>
    void warnings.push(finding(id, { exchange: adapter.name, detail }));
  const risk = (id: FindingId, detail = ''): void => (isLive ? refuse : warn)(id, detail);
  const named = (right: RightName): string => (words[right] ?? []).join(', ').slice(0, 160);
  /** A right that is not to be there. What is not told is a refusal, or at grade C a statement, where there is one for it. */
  const forbid = (right: RightName, id: FindingId, state: KeyRight, statement?: KeyStatement): void => {
    if (state === 'yes') risk(id, named(right));
    if (state !== 'unknown' || !isLive) return;
    if (grade !== 'C') refuse('right-not-told', MAY[right]);
    else if (statement !== undefined) statements.push(statement);
  };

  if (reading.unknownWords.length > 0) refuse('unknown-word', reading.unknownWords.join(', ').slice(0, 160));

  forbid('withdraw', 'withdraw-on', rights.withdraw, 'cannot-withdraw');
  if (adapter.transferComesWithTrading) {
    if (rights.transfer !== 'no') warn('transfer-with-trading');
  } else if (!(rights.withdraw === 'yes' && named('transfer') === named('withdraw'))) {
    forbid('transfer', 'transfer-on', rights.transfer, 'cannot-transfer');
  }
  forbid('manage', 'manage-on', rights.manage);

  if (rights.read === 'no') refuse('no-read');
  if (slot.purpose === 'trade') {
    if (rights.trade === 'no') refuse('no-trade');
    for (const id of found.tradeRefusals ?? []) refuse(id);
  } else if (rights.trade === 'yes') refuse('trade-on-watch');
  if (rights.trade === 'unknown' && grade !== 'C') refuse('right-not-told', MAY.trade);

  if (ip.kind === 'open') risk('no-ip-list');
  else if (ip.kind === 'unknown' && adapter.hasNoIpLists) warn('no-ip-lists-there');
  else if (ip.kind === 'unknown' && isLive) {
    if (grade === 'A') refuse('unreadable', 'address list');
    else statements.push('ip-restricted');
  }
  const wide = wideRanges(ip.addresses);
  if (wide.length > 0) warn('wide-ip-range', wide.join(', ').slice(0, 100));

  if (reading.expiresAt !== null) {
    if (reading.expiresAt <= now) refuse('expired');
    else if (reading.expiresAt - now < EXPIRES_SOON_MS)
      warn('expires-soon', new Date(reading.expiresAt).toISOString().slice(0, 10));
  }
  if (isLive && reading.account !== 'sub') warn(reading.account === 'master' ? 'master-account' : 'account-not-told');
  if (grade === 'C') warn('rights-not-told');
  if (found.extras.length > 0) warn('extra-right', found.extras.join(', ').slice(0, 160));
  for (const id of found.notes ?? []) warn(id);
  return { refusals, warnings, statements };
}
