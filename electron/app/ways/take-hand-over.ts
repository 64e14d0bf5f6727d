import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HaltReport } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import { scopeWords } from '#shared/model/trading-state';
import { writeFileAtomically } from '../../platform/files';
import type { Console } from '../console';
import { encodeAnswer, HALT_ANSWERS, type HaltAnswer, readHandOver } from './hand-over';

const LOOK_EVERY_MS = 20;
/** Whoever waits has given up by then. */
const FOLLOW_MS = 90_000;

/**
 * Takes what a second start of the program hands over. The halt comes first; the answer, written into a file that only the
 * operator can read, is told as the halt goes on. `pressedAt` on the monotonic clock. False: it was no halt.
 */
export function takeHandOver(console: Console, data: unknown, pressedAt: number): boolean {
  const asked = readHandOver(data);
  if (asked === undefined) return false;
  const { scope, state, reason, answerTo } = asked;
  const { halt, scopes, recorder, clock } = console;
  const tell = answerer(console, answerTo);
  if (!scopes.exists(scope)) {
    recorder.record('halt-command.refused', { scope });
    tell({
      phase: 'refused',
      message: `There is no ${scopeWords(scope)} on this desk, so nothing was halted. \`halt\` alone halts everything.`,
    });
    return true;
  }
  const reportOf = (haltId: string | undefined): HaltReport | undefined =>
    halt.standing.find((each) => each.halt.id === haltId)?.report;
  const before = reportOf(halt.gate.of(scope)?.id);
  const said = reason === '' ? '.' : `: ${reason}`;
  const { id, state: reached } = halt.trip(scope, `The halt command was given${said}`, 'command', pressedAt, state);
  recorder.record('halt-command.taken', { scope, state, reason, haltId: id });
  if (reached === 'REDUCING') {
    tell({ phase: 'reducing', haltId: id });
    return true;
  }
  tell({ phase: 'halting', haltId: id });
  const until = clock.monotonicMs() + FOLLOW_MS;
  const stop = clock.every(LOOK_EVERY_MS, () => {
    const report = reportOf(id);
    const isNew = report?.state === 'verified-empty' || report?.finishedAt !== before?.finishedAt;
    if (report !== undefined && report.state !== 'running' && isNew) tell(ended(id, report));
    else if (clock.monotonicMs() < until) return;
    stop();
  });
  return true;
}

function ended(haltId: string, report: HaltReport): HaltAnswer {
  const count = (outcome: string): number => report.orders.filter((order) => order.outcome === outcome).length;
  return {
    phase: 'ended',
    haltId,
    isEmpty: report.state === 'verified-empty',
    accounts: report.accounts.map(({ accountId, state, problem }) => ({ accountId, state, problem: problem ?? '' })),
    cancelled: count('cancelled'),
    filled: count('filled'),
    unknown: count('unknown'),
  };
}

/** Answers one after the other; that one cannot be written is nothing a halt waits for. */
function answerer({ dataFolder, log }: Console, answerTo: string | undefined): (answer: HaltAnswer) => void {
  let written: Promise<void> = Promise.resolve();
  return (answer) => {
    if (answerTo === undefined) return;
    const folder = join(dataFolder, HALT_ANSWERS);
    written = written.then(async () => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await writeFileAtomically(join(folder, answerTo), encodeAnswer(answer));
      } catch (thrown) {
        log(`the halt command could not be answered: ${messageOf(thrown)}`);
      }
    });
  };
}

/** Answers that nobody fetched in an earlier run. */
export const forgetOldAnswers = (dataFolder: string): void =>
  rmSync(join(dataFolder, HALT_ANSWERS), { recursive: true, force: true });
