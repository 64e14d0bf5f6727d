import { create } from 'zustand';
import type { LimitEditRequest, LimitEntryView, LimitsView } from '../../../shared/contract/limits';
import type { LimitId, LimitLevel } from '../../../shared/model/limits';

/** One limit at one level. */
export interface Cell {
  readonly level: LimitLevel;
  readonly key: string;
  readonly limitId: LimitId;
}

export const cellKey = ({ level, key, limitId }: Cell): string => `${level} ${key} ${limitId}`;

/** Edits that are not saved, and the revision of the limits they were begun on. */
export interface Draft {
  readonly revision: number;
  readonly edits: readonly LimitEditRequest[];
}
export const NO_DRAFT: Draft = { revision: 0, edits: [] };

/** Kept while another screen is looked at, say to set a passphrase or to read a decision. */
const useStore = create<{ readonly draft: Draft }>(() => ({ draft: NO_DRAFT }));
export const useDraft = (): Draft => useStore(({ draft }) => draft);
export const changeDraft = (change: (draft: Draft) => Draft): void =>
  useStore.setState(({ draft }) => ({ draft: change(draft) }));

/** What one level sets now. */
export const entryAt = ({ sets }: LimitsView, { level, key, limitId }: Cell): LimitEntryView | undefined =>
  sets.find((set) => set.level === level && set.key === key)?.entries.find((entry) => entry.limitId === limitId);

/** The draft with one more edit; an edit that asks for what is set already is none. */
export function withEdit(draft: Draft, view: LimitsView, edit: LimitEditRequest): Draft {
  const others = draft.edits.filter((each) => cellKey(each) !== cellKey(edit));
  const revision = draft.edits.length === 0 ? view.revision : draft.revision;
  return { revision, edits: isAsItIs(entryAt(view, edit), edit.to) ? others : [...others, edit] };
}

export const withoutEdit = (draft: Draft, cell: Cell): Draft => ({
  ...draft,
  edits: draft.edits.filter((each) => cellKey(each) !== cellKey(cell)),
});

function isAsItIs(entry: LimitEntryView | undefined, to: LimitEditRequest['to']): boolean {
  switch (to.kind) {
    case 'none':
      return entry === undefined;
    case 'not-watched':
      return entry?.notWatched === to.reason;
    case 'value':
      return entry === undefined
        ? to.text === ''
        : entry.notWatched === null && entry.text === to.text && entry.onBreach === to.onBreach;
    default:
      return to satisfies never;
  }
}

/** What stands in a cell: what is typed there, or what is set. */
export function cellText(entry: LimitEntryView | undefined, edit: LimitEditRequest | undefined): string {
  if (edit !== undefined) return edit.to.kind === 'value' ? edit.to.text : edit.to.kind === 'none' ? '' : 'not watched';
  if (entry === undefined) return '';
  return entry.notWatched === null ? entry.text : 'not watched';
}

/** Whether the value there makes an order smaller instead of refusing it. */
export const cellBreach = (entry: LimitEntryView | undefined, edit: LimitEditRequest | undefined) =>
  edit?.to.kind === 'value' ? edit.to.onBreach : (entry?.onBreach ?? 'deny');

/** Id of the sentence that says what is wrong with a cell. */
export const problemId = ({ level, limitId }: Cell): string => `problem-${level}-${limitId}`;
