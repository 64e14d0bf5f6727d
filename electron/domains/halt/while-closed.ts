import { formatUtc } from '#shared/model/time';
import { type Halt, type HaltedState, type HaltScope, PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import { decodeState, encodeState, type StateFilePort } from './state-file';

/** What is to be halted while no console runs. `at`: UTC milliseconds. */
export interface HaltWhileClosed {
  readonly scope: HaltScope;
  readonly state: HaltedState;
  readonly reason: string;
  readonly at: number;
}

/**
 * Writes a halt into the state file of a console that does not run, so that its next start comes up under it. What stands
 * there stays, HALTED never becomes REDUCING. A file that is damaged, or missing from a folder that was used, becomes a halt
 * of everything. The caller holds the folder's lock. Rejects when it cannot be written; whatever was there stands then.
 */
export async function haltWhileClosed(
  file: StateFilePort,
  folderWasUsed: boolean,
  { scope, state, reason, at }: HaltWhileClosed,
): Promise<Halt> {
  const text = await file.read();
  const before = text === undefined ? undefined : decodeState(text);
  const isSound = before !== undefined || (text === undefined && !folderWasUsed);
  const id = `halt-${formatUtc(at).replaceAll(/[-:.TZ]/g, '')}`;
  const asked: Halt = { id, scope, state, source: 'command', reason, trippedAt: at };
  const made: Halt = isSound ? asked : { ...asked, scope: PORTFOLIO, state: 'HALTED' };
  const halts = before?.halts ?? [];
  const standing = halts.find((each) => scopeKey(each.scope) === scopeKey(made.scope));
  const kept = standing?.state === 'HALTED' || standing?.state === made.state ? standing : made;
  const others = halts.filter((each) => each !== standing);
  await file.write(encodeState({ halts: [...others, kept], running: before?.running ?? false }));
  return kept;
}

/** Halts everything in the state file of a data folder that was restored. Halts of parts stay; those of everything had other reasons. */
export async function haltRestored(
  file: StateFilePort,
  { reason, at }: Pick<HaltWhileClosed, 'reason' | 'at'>,
): Promise<void> {
  const text = await file.read();
  const parts = (text === undefined ? undefined : decodeState(text))?.halts.filter(
    ({ scope }) => scope.kind !== 'portfolio',
  );
  const id = `halt-${formatUtc(at).replaceAll(/[-:.TZ]/g, '')}`;
  const made: Halt = { id, scope: PORTFOLIO, state: 'HALTED', source: 'start-up', reason, trippedAt: at };
  await file.write(encodeState({ halts: [...(parts ?? []), made], running: false }));
}
