import type { RunbookStep } from '#shared/model/runbook';
import type { HaltService } from '../../electron/domains/halt/index';

/** Acknowledges every cause and ticks every step under every halt that stands, for tests that are about something else. */
export async function clearAll({ standing, clearance }: HaltService, steps: readonly RunbookStep[]): Promise<void> {
  for (const { halt } of standing) {
    for (const { id } of clearance.unacknowledged(halt)) await clearance.acknowledge(halt.id, id, 'test');
    const ticked = new Set(clearance.view(halt).ticks.map(({ stepId }) => stepId));
    if (halt.state === 'HALTED')
      for (const { id } of steps) if (!ticked.has(id)) await clearance.tick(halt.id, id, 'test', true);
  }
}
