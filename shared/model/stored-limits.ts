import type { LimitId, OnBreach } from './limits';
import type { Weekday } from './zoned-time';

/** Operating hours as stored: local times like `08:00`; an end not after its start runs past midnight. */
export interface StoredHours {
  readonly zone: string;
  readonly windows: ReadonlyArray<{ readonly days: readonly Weekday[]; readonly from: string; readonly to: string }>;
}

export type StoredValue = string | number | readonly string[] | StoredHours;

/** One limit as stored and as sent to the screens: decimals as text, counts and times as numbers, lists, hours. */
export type StoredEntry =
  | {
      readonly value: StoredValue;
      readonly onBreach?: OnBreach | undefined;
      readonly notWatched?: never;
    }
  | { readonly notWatched: string; readonly value?: never; readonly onBreach?: never };

/** What is set at one level. */
export type StoredLimitSet = { readonly [K in LimitId]?: StoredEntry | undefined };
