import type { EarlierRunsView } from '#shared/contract/execution';

/** What of earlier runs is in the numbers, as the screen tells it. */
export type EarlierRuns = Readonly<EarlierRunsView>;

/** Before the journal was read. */
export const NOT_READ_YET: EarlierRuns = {
  state: 'reading',
  from: null,
  orders: 0,
  withoutTimes: 0,
  notTold: 0,
  unreadable: 0,
  problem: '',
};
