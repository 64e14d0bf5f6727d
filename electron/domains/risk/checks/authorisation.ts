import type { BotStage, Environment } from '#shared/model/account';
import type { OperatingHours } from '#shared/model/zoned-time';
import { isWithinHours, localTime } from '#shared/model/zoned-time';
import { type CheckDefinition, found, NOT_KNOWN, NOT_WATCHED } from './check';

/**
 * R9. HALTED takes nothing; REDUCING only exits, judged on the position that would result with all working orders.
 * Source: FIA 2024, kill switch; RTS 6 art. 12.
 */
const tradingState: CheckDefinition = {
  id: 'trading-state',
  name: 'Trading state',
  unit: '',
  sentence: (observed) =>
    observed === 'REDUCING'
      ? 'Trading is REDUCING: only orders that make a position smaller leave, and with the working orders this one does not.'
      : `Trading is ${observed}: no new order leaves. Resume on the Halt page when ready.`,
  evaluate: ({ snapshot: { tradingState: state }, isExit }) =>
    found(state === 'ACTIVE' || (state === 'REDUCING' && isExit), state, 'ACTIVE'),
};

/** R10. A locked account takes nothing but cancels, not even exits. Source: SEC 15c3-5(c)(2)(iii). */
const accountLock: CheckDefinition = {
  id: 'account-lock',
  name: 'Account lock',
  unit: '',
  sentence: () => 'An operator has locked the account: nothing leaves but cancels until it is unlocked.',
  evaluate: ({ snapshot }) => found(!snapshot.isAccountLocked, snapshot.isAccountLocked ? 'locked' : 'open', 'open'),
};

/** Environments in which a bot of each stage may trade; going down is free. */
const STAGE_ENVIRONMENTS: Readonly<Record<BotStage, ReadonlySet<Environment>>> = {
  draft: new Set(),
  paper: new Set<Environment>(['paper', 'testnet']),
  'limited-live': new Set<Environment>(['paper', 'testnet', 'live']),
  live: new Set<Environment>(['paper', 'testnet', 'live']),
};

/** R2, B4. A bot trades only where its stage has brought it: a paper bot never reaches real money. Source: RTS 6 art. 5 to 8. */
const botStage: CheckDefinition = {
  id: 'bot-stage',
  name: 'Bot stage',
  unit: '',
  sentence: (observed) =>
    `The bot and its account do not fit: ${observed}. Promote the bot, or give it another account.`,
  evaluate: ({ snapshot: { stage, environment } }) => {
    if (stage === undefined || environment === undefined) return found(false, NOT_KNOWN, null);
    const allowed = STAGE_ENVIRONMENTS[stage];
    return found(allowed.has(environment), environment, allowed.size === 0 ? 'nowhere: a draft' : allowed);
  },
};

/**
 * G1. Real money needs the go-live checklist, passed and signed by the operator; this version issues no permit, so that no order of a
 * live account leaves, exits included. There is no setting that turns it off. Source: RTS 6 art. 5 to 8.
 */
const livePermit: CheckDefinition = {
  id: 'live-permit',
  name: 'Permit to trade live',
  unit: '',
  sentence: () =>
    'This is a live account, and no order of it leaves before the go-live checklist is passed; this version has none yet. Reading, halting and cancelling work.',
  evaluate: ({ snapshot: { environment } }) =>
    environment === undefined
      ? found(false, NOT_KNOWN, null)
      : found(
          environment !== 'live',
          environment === 'live' ? 'no permit' : `not needed on ${environment}`,
          'a permit',
        ),
};

/**
 * R2. A trade-only key can still be drained by trading illiquid coins (3Commas, 2022).
 * Source: SEC 15c3-5(c)(2)(ii), RTS 6 art. 15(5).
 */
const symbolAllowlist: CheckDefinition = {
  id: 'symbol-allowlist',
  name: 'Symbol allowlist',
  unit: '',
  limitId: 'symbol-allowlist',
  yieldsToExits: true,
  sentence: (observed) =>
    `${observed} is not on the bot's allowlist. Add it to the bot's limits if it should trade there.`,
  evaluate: ({ intent, limits }) => {
    const allowed = limits['symbol-allowlist']?.value;
    return found(allowed?.has(intent.symbol) === true, intent.symbol, allowed ?? null);
  },
};

const MINUTE_MS = 60_000;
const lastLooks = new WeakMap<OperatingHours, { readonly minute: number; readonly isOpen: boolean }>();

/** The same answer for a whole minute: zones are costly to ask. Remembering changes no answer. */
function isOpen(hours: OperatingHours, now: number): boolean {
  const minute = Math.floor(now / MINUTE_MS);
  const last = lastLooks.get(hours);
  if (last !== undefined && last.minute === minute) return last.isOpen;
  const look = { minute, isOpen: isWithinHours(hours, now) };
  lastLooks.set(hours, look);
  return look.isOpen;
}

/** R2, B5. The bot trades only in its hours, in the operator's zone. Source: operator's need. */
const operatingHours: CheckDefinition = {
  id: 'operating-hours',
  name: 'Operating hours',
  unit: '',
  limitId: 'operating-hours',
  yieldsToExits: true,
  sentence: (observed) => `The bot is ${observed}. Exits and cancels pass at any hour.`,
  evaluate: ({ snapshot, limits }) => {
    const limit = limits['operating-hours'];
    if (limit === undefined) return found(false, NOT_KNOWN, null);
    if (limit.value === undefined) return found(true, 'any hour', NOT_WATCHED);
    const closed = limit.value.find((hours) => !isOpen(hours, snapshot.now));
    if (closed === undefined) return found(true, 'within its hours', 'within its hours');
    return found(false, `outside its hours (${timeIn(closed, snapshot.now)})`, 'within its hours');
  },
};

function timeIn({ zone }: OperatingHours, now: number): string {
  const local = localTime(now, zone);
  if (local === undefined) return `time not known in ${zone}`;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local.weekday} ${two(Math.floor(local.minute / 60))}:${two(local.minute % 60)} in ${zone}`;
}

/** R2, R9, R10. */
export const AUTHORISATION_CHECKS: readonly CheckDefinition[] = [
  tradingState,
  accountLock,
  botStage,
  livePermit,
  symbolAllowlist,
  operatingHours,
];
