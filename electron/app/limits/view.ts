import type {
  AppliedLimitView,
  JumpView,
  LimitEntryView,
  LimitSubjectView,
  LimitsView,
  OverrideView,
  StoppedBotView,
} from '#shared/contract/limits';
import { type Decimal, formatDecimal } from '#shared/model/decimal';
import { LIMIT_PRESETS } from '#shared/model/limit-presets';
import type { ResolvedLimit, ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS, LIMIT_LEVELS, type LimitId } from '#shared/model/limits';
import type { Reference } from '#shared/model/market';
import type { StoredEntry } from '#shared/model/stored-limits';
import {
  entryText,
  type LimitKeys,
  type LimitSubject,
  type LimitUse,
  limitUse,
  type RiskSnapshot,
  type StoredLimits,
  storedEntry,
  storedSets,
} from '../../domains/risk/index';

/** What the view is made from, all of it as it is now. */
export interface LimitsSources {
  readonly at: number;
  readonly revision: number;
  readonly unsaved: string;
  readonly stored: StoredLimits;
  readonly keys: LimitKeys;
  /** Every bot on each of its symbols. */
  readonly subjects: readonly LimitSubject[];
  readonly asked: { readonly botId: string | null; readonly symbol: string | null };
  readonly limitsOf: (subject: LimitSubject) => ResolvedLimits;
  readonly lookAt: (subject: LimitSubject) => RiskSnapshot;
  readonly isCutOff: (accountId: string, botId: string) => boolean;
  readonly lossStreak: (accountId: string, botId: string) => number;
  readonly jumpOf: (symbol: string) => { readonly jump: number; readonly level: number } | undefined;
  readonly reference: (symbol: string) => Reference | undefined;
}

/** Everything the Limits screen shows. */
export function limitsView(sources: LimitsSources): LimitsView {
  const { at, revision, unsaved, stored, keys, subjects, asked } = sources;
  const applied = subjects.map((subject) => ({ subject, limits: appliedTo(sources, subject) }));
  const chosen =
    applied.find(({ subject }) => subject.botId === asked.botId && subject.symbol === asked.symbol) ??
    applied.find(({ subject }) => subject.botId === asked.botId) ??
    applied[0];
  return {
    at,
    revision,
    unsaved,
    sets: storedSets(stored).map(({ level, key, set }) => ({
      level,
      key,
      entries: LIMIT_IDS.flatMap((limitId) => {
        const entry = set[limitId];
        return entry === undefined ? [] : [entryView(limitId, entry)];
      }),
    })),
    keys: Object.fromEntries(LIMIT_LEVELS.map((level) => [level, [...keys[level]]])) as LimitsView['keys'],
    subjects: applied.map(({ subject, limits }) => inShort(subject, limits)),
    chosen: chosen === undefined ? null : { ...chosen.subject, limits: chosen.limits },
    overrides: stored.overrides.filter(({ expiresAt }) => expiresAt > at).map((each) => overrideView(stored, each)),
    stopped: subjects.filter(isFirstOfBot).flatMap((subject) => stoppedBot(sources, subject)),
    jumps: jumpsOf(sources),
    presets: LIMIT_PRESETS.map(({ id, name, description }) => ({ id, name, description })),
  };
}

const isFirstOfBot = ({ botId }: LimitSubject, index: number, all: readonly LimitSubject[]): boolean =>
  all.findIndex((each) => each.botId === botId) === index;

function entryView(limitId: LimitId, entry: StoredEntry): LimitEntryView {
  return {
    limitId,
    text: entry.notWatched === undefined ? entryText(entry) : '',
    onBreach: entry.onBreach ?? 'deny',
    notWatched: entry.notWatched ?? null,
  };
}

function appliedTo(sources: LimitsSources, subject: LimitSubject): AppliedLimitView[] {
  const limits = sources.limitsOf(subject);
  const used = new Map(limitUse(sources.lookAt(subject)).map((use) => [use.limitId, use]));
  return LIMIT_IDS.map((limitId) => appliedView(sources, limitId, limits[limitId], used.get(limitId)));
}

function appliedView(
  { stored }: LimitsSources,
  limitId: LimitId,
  limit: ResolvedLimit | undefined,
  use: LimitUse | undefined,
): AppliedLimitView {
  const used = { used: use?.used ?? null, percent: limit?.value === undefined ? null : (use?.percent ?? null) };
  if (limit === undefined)
    return { limitId, text: null, onBreach: 'deny', notWatched: null, level: null, overrideId: null, ...used };
  const { level, key, overrideId, onBreach } = limit;
  const override = stored.overrides.find(({ id }) => id === overrideId);
  const entry = (override?.entry as StoredEntry | undefined) ?? storedEntry(stored, { level, key, limitId });
  return {
    limitId,
    text: limit.value === undefined || entry === undefined ? '' : resolvedText(limit, entry),
    onBreach,
    notWatched: limit.value === undefined ? limit.unwatchedReason : null,
    level,
    overrideId: overrideId ?? null,
    ...used,
  };
}

/** Lists may be what several levels allow together, so they are told as they apply; numbers as they were written. */
const resolvedText = ({ value }: ResolvedLimit, entry: StoredEntry): string => {
  if (value instanceof Set) return value.size === 0 ? 'none' : [...value].join(', ');
  return Array.isArray(value) && value.length > 1 ? `${value.length} sets of hours, all of them` : entryText(entry);
};

function inShort(subject: LimitSubject, limits: readonly AppliedLimitView[]): LimitSubjectView {
  // How old or how far off a price is says nothing of what the bot has used up.
  const counted = limits.filter(({ limitId, percent }) => percent !== null && !OF_THE_MARKET.has(limitId));
  const nearest = counted.reduce<AppliedLimitView | null>(
    (most, each) => ((each.percent ?? 0) > (most?.percent ?? -1) ? each : most),
    null,
  );
  return { ...subject, nearest, missing: limits.filter(({ text }) => text === null).length };
}

const OF_THE_MARKET: ReadonlySet<LimitId> = new Set<LimitId>([
  'reference-max-age',
  'reference-jump',
  'max-spread',
  'min-volume-24h',
  'min-top-depth',
  'max-volatility',
]);

function overrideView(stored: StoredLimits, override: StoredLimits['overrides'][number]): OverrideView {
  const { id, level, key, limit, entry, reason, createdAt, expiresAt } = override;
  const instead = storedEntry(stored, { level, key, limitId: limit });
  return {
    id,
    level,
    key,
    limitId: limit,
    text: entryText(entry as StoredEntry),
    instead: instead === undefined ? null : entryText(instead),
    reason,
    createdAt,
    expiresAt,
  };
}

function stoppedBot(sources: LimitsSources, subject: LimitSubject): StoppedBotView[] {
  const { accountId, botId } = subject;
  if (sources.isCutOff(accountId, botId))
    return [
      {
        botId,
        accountId,
        why: 'repeats',
        message: `${botId} is cut off: it sent the same order again and again. Only exits and cancels leave until you re-arm it.`,
      },
    ];
  const most = sources.limitsOf(subject)['loss-streak']?.value;
  const streak = sources.lossStreak(accountId, botId);
  if (most === undefined || streak < most) return [];
  return [
    {
      botId,
      accountId,
      why: 'losses',
      message: `${botId} has lost ${streak} trades in a row; its limit is ${most}. Only exits and cancels leave until a trade wins or you re-arm it.`,
    },
  ];
}

/** Prices beyond the tightest jump limit of the bots on the symbol: their orders are refused until it holds or is accepted. */
function jumpsOf({ subjects, limitsOf, jumpOf, reference }: LimitsSources): JumpView[] {
  const limits = new Map<string, number>();
  for (const subject of subjects) {
    const limit = limitsOf(subject)['reference-jump']?.value;
    if (limit !== undefined)
      limits.set(subject.symbol, Math.min(limit, limits.get(subject.symbol) ?? Number.POSITIVE_INFINITY));
  }
  return [...limits].flatMap(([symbol, limit]): JumpView[] => {
    const seen = jumpOf(symbol);
    const price = reference(symbol);
    if (seen === undefined || price === undefined || !(seen.jump > limit)) return [];
    const text = (value: Decimal): string => formatDecimal(value);
    return [{ symbol, ...seen, bid: text(price.bid), ask: text(price.ask), limit }];
  });
}
