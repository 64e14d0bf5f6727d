import type { UtcMs } from './time';

/** What a step of the runbook does when its button is pressed; `none` is done by hand. */
export const RUNBOOK_ACTIONS = [
  'none',
  'list-orders',
  'exchange-status',
  'key-page',
  'save-evidence',
  'close-positions',
] as const;
export type RunbookAction = (typeof RUNBOOK_ACTIONS)[number];

/** One step of the first fifteen minutes. */
export interface RunbookStep {
  /** Names the step in ticks and in the journal; unique in the runbook. */
  readonly id: string;
  /** By when it should be done, minutes after the halt. */
  readonly byMinute: number;
  readonly title: string;
  /** What to do and what to look for. */
  readonly text: string;
  readonly action: RunbookAction;
}

/** Who did a step, and when. */
export interface RunbookTick {
  readonly stepId: string;
  readonly by: string;
  readonly at: UtcMs;
}

/**
 * One thing that tripped a halt, or happened during it, that somebody has to acknowledge before trading resumes. The same
 * one again, while it is not acknowledged, counts up.
 */
export interface HaltCause {
  /** Unique within its halt. */
  readonly id: string;
  /** The halt's source, or `foreign-activity`. */
  readonly source: string;
  /** What happened, a sentence. */
  readonly sentence: string;
  readonly at: UtcMs;
  readonly lastAt: UtcMs;
  readonly times: number;
  readonly acknowledged: { readonly by: string; readonly at: UtcMs } | null;
}
