import type { FiringView } from '#shared/contract/triggers';
import type { Firing } from '../../domains/triggers/index';

/** A firing as the screens show it. */
export function firingView(firing: Firing): FiringView {
  const { windowMs: _window, confirmations: _confirmations, ...view } = firing;
  return { ...view, evidence: firing.evidence.map((each) => ({ ...each })) };
}
