import { create } from 'zustand';
import type { TriggersView } from '../../../shared/contract/triggers';
import {
  isLooser,
  isSameSetting,
  TRIGGER_IDS,
  type TriggerId,
  type TriggerSetting,
  triggerProblem,
} from '../../../shared/model/triggers';

/** A trigger as it is being written: numbers as they are typed, the window in seconds. */
export interface Written {
  readonly threshold: string;
  readonly windowSeconds: string;
  readonly confirmations: string;
  readonly scope: TriggerSetting['scope'];
  readonly action: TriggerSetting['action'];
  readonly enabled: boolean;
}

/** Edits that are not saved, and the revision they were begun on. */
export interface Draft {
  readonly revision: number;
  readonly edits: Readonly<Partial<Record<TriggerId, Written>>>;
}
export const NO_DRAFT: Draft = { revision: 0, edits: {} };

/** Kept while another screen is looked at, say to set a passphrase. */
const useStore = create<{ readonly draft: Draft }>(() => ({ draft: NO_DRAFT }));
export const useDraft = (): Draft => useStore(({ draft }) => draft);
export const changeDraft = (change: (draft: Draft) => Draft): void =>
  useStore.setState(({ draft }) => ({ draft: change(draft) }));

export const written = ({ threshold, windowMs, confirmations, scope, action, enabled }: TriggerSetting): Written => ({
  threshold: String(threshold),
  windowSeconds: String(windowMs / 1_000),
  confirmations: String(confirmations),
  scope,
  action,
  enabled,
});

const PLAIN = /^\d{1,9}(\.\d{1,6})?$/;
const numberOf = (text: string): number => (PLAIN.test(text.trim()) ? Number(text.trim()) : Number.NaN);

/** What is written, as a setting; numbers that are none stay so, and the problem says it. */
export const settingOf = ({
  threshold,
  windowSeconds,
  confirmations,
  scope,
  action,
  enabled,
}: Written): TriggerSetting => ({
  threshold: numberOf(threshold),
  windowMs: Math.round(numberOf(windowSeconds) * 1_000),
  confirmations: numberOf(confirmations),
  scope,
  action,
  enabled,
});

/** The draft with one more edit; one that writes what is in force already is none. */
export function withEdit(draft: Draft, view: TriggersView, id: TriggerId, edit: Written): Draft {
  const { [id]: _before, ...others } = draft.edits;
  const isBegun = Object.keys(draft.edits).length > 0;
  const inForce = view.rows.find(({ triggerId }) => triggerId === id)?.setting;
  const isAsItIs = inForce !== undefined && isSameSetting(settingOf(edit), inForce);
  return {
    revision: isBegun ? draft.revision : view.revision,
    edits: isAsItIs ? others : { ...others, [id]: edit },
  };
}

export function withoutEdit({ revision, edits }: Draft, id: TriggerId): Draft {
  const { [id]: _gone, ...others } = edits;
  return { revision, edits: others };
}

/** One edit against what is in force. */
export interface Change {
  readonly triggerId: TriggerId;
  readonly from: TriggerSetting;
  readonly to: TriggerSetting;
  /** What is wrong with it; empty when nothing is. */
  readonly problem: string;
  readonly isLooser: boolean;
}

/** All edits, in the table's order. */
export function changesOf({ edits }: Draft, view: TriggersView): Change[] {
  return TRIGGER_IDS.flatMap((triggerId) => {
    const edit = edits[triggerId];
    const from = view.rows.find((row) => row.triggerId === triggerId)?.setting;
    if (edit === undefined || from === undefined) return [];
    const to = settingOf(edit);
    return [{ triggerId, from, to, problem: triggerProblem(triggerId, to), isLooser: isLooser(triggerId, from, to) }];
  });
}
