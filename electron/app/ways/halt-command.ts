import { randomBytes } from 'node:crypto';
import type { Clock } from '#shared/model/time';
import { scopeWords } from '#shared/model/trading-state';
import { HALT_USAGE, parseHaltCommand } from './command-line';
import { decodeAnswer, type HaltAnswer, type HaltOrder, toHandOver } from './hand-over';

/** A console that lives answers within milliseconds, one that starts within seconds. */
const FIRST_ANSWER_MS = 20_000;
/** The guard tries an account for 30 s; the second way may take as long after it. */
const END_MS = 75_000;
const LOOK_EVERY_MS = 10;

export interface CommandPorts {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Hands it to the console that runs on the data folder; false when none does. */
  readonly handOver: (data: Record<string, unknown>) => boolean;
  /** The answer so far, by its name. */
  readonly readAnswer: (name: string) => Promise<string | undefined>;
  readonly removeAnswer: (name: string) => Promise<void>;
  readonly whileClosed: (order: HaltOrder) => Promise<number>;
}

/** `holdfast halt …`: its exit status, as its usage says. */
export async function runHaltCommand(words: readonly string[], ports: CommandPorts): Promise<number> {
  const parsed = parseHaltCommand(words);
  if (!parsed.ok) {
    ports.complain(`Nothing was halted. ${parsed.error}\n${HALT_USAGE}`);
    return 2;
  }
  if (parsed.value.kind === 'help') {
    ports.say(HALT_USAGE);
    return 0;
  }
  const { order } = parsed.value;
  const answerTo = randomBytes(16).toString('hex');
  if (!ports.handOver({ ...toHandOver(order, answerTo) })) return ports.whileClosed(order);
  try {
    return await follow(order, answerTo, ports);
  } finally {
    await ports.removeAnswer(answerTo);
  }
}

async function follow(order: HaltOrder, answerTo: string, { clock, say, complain, readAnswer }: CommandPorts) {
  const startedMs = clock.monotonicMs();
  let told: HaltAnswer | undefined;
  for (;;) {
    const text = await readAnswer(answerTo);
    const answer = text === undefined ? undefined : decodeAnswer(text);
    if (answer !== undefined && answer.phase !== told?.phase) {
      // The end may have come before the first answer was read.
      if (answer.phase === 'ended' && told === undefined) tell({ ...answer, phase: 'halting' }, order, say, complain);
      told = answer;
      const status = tell(answer, order, say, complain);
      if (status !== undefined) return status;
    }
    const waitedMs = clock.monotonicMs() - startedMs;
    if (told === undefined && waitedMs > FIRST_ANSWER_MS) {
      complain(
        'The console that runs took the halt but does not answer, so it is not known whether it stands. Press Halt all there. If it hangs, its guard has cancelled every order; look at the exchange itself.',
      );
      return 1;
    }
    if (waitedMs > END_MS) {
      complain('No new order leaves, but the exchange has not been seen to be empty yet; the console goes on trying.');
      return 1;
    }
    await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve));
  }
}

/** Says it; the exit status when nothing more is to come. */
function tell(
  answer: HaltAnswer,
  { scope }: HaltOrder,
  say: (line: string) => void,
  complain: (line: string) => void,
): number | undefined {
  switch (answer.phase) {
    case 'refused':
      complain(answer.message);
      return 2;
    case 'reducing':
      say(`${answer.haltId}: ${scopeWords(scope)} REDUCING. Only orders that make a position smaller leave.`);
      return 0;
    case 'halting':
      say(`${answer.haltId}: ${scopeWords(scope)} HALTED. No new order leaves; cancelling.`);
      return undefined;
    case 'ended': {
      const { isEmpty, accounts, cancelled, filled, unknown } = answer;
      const names = accounts.map(({ accountId }) => accountId).join(', ');
      const orders = `${cancelled} cancelled, ${filled} filled, ${unknown} unknown`;
      if (isEmpty) {
        say(`Verified empty: the exchange lists no open order of ${names}. Orders: ${orders}.`);
        return 0;
      }
      complain(`NOT verified. No new order leaves, but the exchange was not seen to be empty. Orders: ${orders}.`);
      for (const { accountId, state, problem } of accounts)
        if (state !== 'verified-empty') complain(`${accountId}: ${problem || 'not known why'}`);
      complain('The console goes on trying. Look at these accounts on the exchange itself.');
      return 1;
    }
  }
}
