import type { Request } from '#shared/contract/index';
import type { ClearanceFailure, HaltService } from '../../domains/halt/index';
import type { TriggerService } from '../../domains/triggers/index';

/**
 * Acknowledges one of the things that tripped a halt; where a trigger did, its firing with it: whoever has read the one has
 * read the other. Undefined when it is on record.
 */
export async function acknowledgeCause(
  halt: HaltService,
  triggers: Pick<TriggerService, 'unacknowledged' | 'acknowledge'>,
  { haltId, causeId, by }: Request<'halt.acknowledge'>,
): Promise<ClearanceFailure | undefined> {
  const standing = halt.standing.find((each) => each.halt.id === haltId)?.halt;
  const cause = standing && halt.clearance.view(standing).causes.find(({ id }) => id === causeId);
  const failure = await halt.clearance.acknowledge(haltId, causeId, by);
  if (failure !== undefined || cause?.source !== 'trigger') return failure;
  for (const firing of triggers.unacknowledged())
    if (firing.haltId === haltId && firing.message === cause.sentence) triggers.acknowledge(firing.id);
  return undefined;
}
