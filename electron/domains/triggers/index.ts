/**
 * Triggers: watch what the rest of the console sees, and warn, reduce or halt when it is bad for long enough (H6).
 * Promises: nothing here is in the order path or waits for anything; one bad observation never fires a trigger that asks for
 * more; a breach that holds fires within its window and one look; what fired is kept, over restarts too, until an operator has
 * acknowledged it. Never reads an exchange, a file or a clock by itself: all of it comes in by ports.
 */

export { type Firing, type FiringsKept, MOST_FIRINGS } from './firings';
export type { Acted, Sample, Subject, TriggerPorts } from './ports';
export { type TriggerNow, TriggerService } from './service';
