import type { OrderTimeline } from '../../../shared/contract/execution';

type StepName = OrderTimeline['steps'][number]['step'];

/** One step of an order's way, as it is shown. */
export interface WayStep {
  readonly id: StepName;
  readonly name: string;
  /** Since the step before it; null for the first. Milliseconds. */
  readonly afterMs: number | null;
  /** Since the decision. */
  readonly ms: number;
}

const NAMES: Record<StepName, string> = {
  decided: 'decided',
  durable: 'durable',
  sent: 'sent',
  unknown: 'outcome unknown',
  resolved: 'known again',
  acknowledged: 'acknowledged',
  'first-fill': 'first fill',
  'cancel-asked': 'cancel asked',
  'cancel-answered': 'cancel answered',
  'last-fill': 'last fill',
  ended: 'ended',
};

/**
 * The steps as an operator counts them: an order filled in one go has one fill, not a first, a last and an end; its end is
 * called by the state it ended in.
 */
export function wayOf({ steps, state, fills }: OrderTimeline): WayStep[] {
  const isFilled = state === 'filled';
  const shown = steps.filter(({ step }) => {
    if (step === 'first-fill') return !isFilled || fills > 1;
    return step !== 'last-fill' || !isFilled;
  });
  return shown.map(({ step, ms }, index) => ({
    id: step,
    name: step === 'ended' ? state.replaceAll('-', ' ') : NAMES[step],
    afterMs: index === 0 ? null : ms - (shown[index - 1]?.ms ?? 0),
    ms,
  }));
}
