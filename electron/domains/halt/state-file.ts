import { z } from 'zod';
import { messageOf } from '#shared/model/result';
import { HALT_SOURCES, type Halt } from '#shared/model/trading-state';
import { seal, unseal } from './sealed-text';

/** The little that must survive everything: what is halted, why, and did the last run end cleanly. */
export interface StoredHaltState {
  readonly halts: readonly Halt[];
  /** True while a console runs on this folder; still true at start means the last run crashed. */
  readonly running: boolean;
}

/** Bytes in, bytes out; `write` replaces atomically and is on disk when it resolves. */
export interface StateFilePort {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('portfolio') }),
  z.strictObject({ kind: z.literal('exchange'), exchange: z.string() }),
  z.strictObject({ kind: z.literal('account'), accountId: z.string() }),
  z.strictObject({ kind: z.literal('bot'), botId: z.string() }),
  z.strictObject({ kind: z.literal('symbol'), symbol: z.string() }),
]);

const standing = {
  id: z.string(),
  scope,
  source: z.enum(HALT_SOURCES),
  reason: z.string(),
  trippedAt: z.number(),
};
const stored = z.strictObject({
  version: z.literal(2),
  halts: z.array(z.strictObject({ ...standing, state: z.enum(['HALTED', 'REDUCING']) })),
  running: z.boolean(),
});
/** Before there were scopes: one halt, over everything. */
const storedBefore = z.strictObject({
  version: z.literal(1),
  halt: z.strictObject(standing).nullable(),
  running: z.boolean(),
});

/** Text of the state file. */
export const encodeState = (state: StoredHaltState): string =>
  seal({ version: 2, halts: state.halts, running: state.running });

/** What the file says; undefined when it is damaged in any way. */
export function decodeState(text: string): StoredHaltState | undefined {
  const json = unseal(text);
  const parsed = stored.safeParse(json);
  if (parsed.success) return { halts: parsed.data.halts, running: parsed.data.running };
  const before = storedBefore.safeParse(json);
  if (!before.success) return undefined;
  const { halt, running } = before.data;
  return { halts: halt === null ? [] : [{ ...halt, state: 'HALTED' }], running };
}

/** How a console comes up (H4): the halts it starts under, and why everything has to be halted beside them, if it has. */
export interface StartState {
  readonly kept: readonly Halt[];
  readonly mustHalt: string | undefined;
}
const haltedFor = (mustHalt: string): StartState => ({ kept: [], mustHalt });

/**
 * H4: halted stays halted; after a crash, or with a missing or damaged file in a folder that has been used, everything
 * comes back HALTED; after a clean exit paper comes back as it was; a brand-new folder starts ACTIVE.
 */
export async function loadStartState(file: StateFilePort, folderWasUsed: boolean): Promise<StartState> {
  let text: string | undefined;
  try {
    text = await file.read();
  } catch (thrown) {
    return haltedFor(`The halt state file could not be read (${messageOf(thrown)}), so trading starts halted.`);
  }
  if (text === undefined) {
    return folderWasUsed
      ? haltedFor('The halt state file is missing from a data folder that has been used, so trading starts halted.')
      : { kept: [], mustHalt: undefined };
  }
  const state = decodeState(text);
  if (state === undefined) return haltedFor('The halt state file is damaged, so trading starts halted.');
  const { halts: kept, running } = state;
  const isAllHalted = kept.some((halt) => halt.scope.kind === 'portfolio' && halt.state === 'HALTED');
  if (!running || isAllHalted) return { kept, mustHalt: undefined };
  return {
    // What was only reducing over everything is halted now.
    kept: kept.filter(({ scope }) => scope.kind !== 'portfolio'),
    mustHalt: 'The last run did not end cleanly (crash, kill or power loss), so trading starts halted.',
  };
}
