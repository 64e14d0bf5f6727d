import type { HistoryQueryView } from '../../../shared/contract/history';

/** What is looked for; empty text: anything. */
export type StoryFilter = Pick<HistoryQueryView, 'text' | 'botId' | 'symbol' | 'group'> & {
  /** As the browser's field has them, local time; empty: open. */
  readonly from: string;
  readonly to: string;
};

export const ANYTHING: StoryFilter = { text: '', botId: '', symbol: '', group: '', from: '', to: '' };

/** Records asked for at once. */
const PAGE = 200;

/** The question to main. A time is a minute, and its last millisecond counts: what happened at 14:02 is found by "to 14:02". */
export function queryOf({ from, to, ...filter }: StoryFilter, beforeSeq: number | null): HistoryQueryView {
  const [start, end] = [timeOf(from), timeOf(to)];
  return {
    ...filter,
    accountId: '',
    orderId: '',
    from: start,
    to: end === null ? null : end + 59_999,
    beforeSeq,
    limit: PAGE,
  };
}

const timeOf = (text: string): number | null => {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) || at < 0 ? null : at;
};
