import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 of a-z 0-9 -, not starting with -');

/** What runs as the bot: one that ships with the console, or any program that speaks the protocol on stdin and stdout. */
export const botProgram = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('builtin'), name: z.enum(['grid', 'momentum']) }),
  z.strictObject({
    kind: z.literal('command'),
    /** Found through PATH, or an absolute path. It runs in the bot's own folder, so files in `args` need absolute paths. */
    command: z.string().min(1).max(1_024),
    args: z.array(z.string().max(4_096)).max(64).default([]),
  }),
]);
export type BotProgram = z.infer<typeof botProgram>;

/** One bot as the operator set it up. Its limits belong to risk, its key to the vault: neither is here. */
export const botConfig = z.strictObject({
  id,
  program: botProgram,
  accountId: id,
  /** Markets whose prices the bot is sent. */
  symbols: z
    .array(z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/))
    .min(1)
    .max(20),
  /** The bot's own settings; only the bot knows their meaning, and says so when they make none. */
  params: z.record(z.string(), z.json()).default({}),
  /** Whether it runs from the start of the console on. */
  autoStart: z.boolean().default(true),
});
export type BotConfig = z.infer<typeof botConfig>;

/** The program in words: `grid`, or the command. */
export const programName = (program: BotProgram): string =>
  program.kind === 'builtin' ? program.name : program.command;
