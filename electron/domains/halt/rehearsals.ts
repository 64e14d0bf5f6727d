import { z } from 'zod';
import type { Account } from '#shared/model/account';
import type { Rehearsal, RehearsedAccount } from '#shared/model/rehearsal';
import { messageOf, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { AccountListing } from './ports';
import { seal, unseal } from './sealed-text';
import type { HaltService } from './service';
import type { StateFilePort } from './state-file';

/** A rehearsed halt that is not verified after this has failed; it stands all the same, and goes on by itself. */
const VERIFIED_WITHIN_MS = 30_000;
const LOOK_MS = 10;

const stored = z.strictObject({
  at: z.number(),
  isOk: z.boolean(),
  ms: z.number().nullable(),
  accounts: z.array(
    z.strictObject({
      accountId: z.string(),
      environment: z.enum(['paper', 'testnet', 'live']),
      did: z.enum(['halted', 'listed']),
      isOk: z.boolean(),
      ms: z.number().nullable(),
      problem: z.string(),
    }),
  ),
});

export interface RehearsalPorts {
  readonly clock: Clock;
  readonly file: StateFilePort;
  readonly accounts: readonly Account[];
  readonly halt: Pick<HaltService, 'trip' | 'standing' | 'gate'>;
  /** Asks the guard for the open orders of these accounts; cancels nothing. */
  list(accountIds: readonly string[]): Promise<readonly AccountListing[]>;
  journal(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>>;
  onChange(): void;
}

export type RehearsalRefusal = {
  readonly code: 'no-such-account' | 'not-paper' | 'already-halted' | 'rehearsal-running' | 'journal-failed';
  readonly message: string;
};

/**
 * Rehearses the halt without money (H8): the guard lists every account, live ones included, and one paper account is halted for
 * real. That halt stands afterwards and is resumed like any other. No order is ever placed, and nothing is cancelled on any
 * account that is not paper.
 */
export class Rehearsals {
  readonly #ports: RehearsalPorts;
  #last: Rehearsal | undefined;
  #isRunning = false;

  constructor(ports: RehearsalPorts) {
    this.#ports = ports;
  }

  /** The last one that is on record; undefined: never, or not known any more. */
  get last(): Rehearsal | undefined {
    return this.#last;
  }

  /** A file that is damaged or cannot be read counts as never rehearsed. */
  async load(): Promise<void> {
    try {
      const parsed = stored.safeParse(unseal((await this.#ports.file.read()) ?? ''));
      this.#last = parsed.success ? parsed.data : undefined;
    } catch {
      this.#last = undefined;
    }
  }

  /** `haltAccountId`: the paper account that is halted for real; undefined: none, accounts are only listed. */
  async run(haltAccountId: string | undefined): Promise<Result<Rehearsal, RehearsalRefusal>> {
    const refusal = this.#refusal(haltAccountId);
    if (refusal !== undefined) return { ok: false, error: refusal };
    this.#isRunning = true;
    try {
      return await this.#rehearse(haltAccountId);
    } finally {
      this.#isRunning = false;
    }
  }

  async #rehearse(haltAccountId: string | undefined): Promise<Result<Rehearsal, RehearsalRefusal>> {
    const { accounts, clock, journal, file, onChange } = this.#ports;
    const at = clock.now();
    const halted = haltAccountId === undefined ? undefined : await this.#haltAndVerify(haltAccountId);
    // After the halt: its time is its own.
    const listed = await Promise.all(accounts.filter(({ id }) => id !== haltAccountId).map((each) => this.#list(each)));
    const found = halted === undefined ? listed : [halted, ...listed];
    const isOk = found.every((each) => each.isOk);
    const slowest = listed.reduce((most, { ms }) => Math.max(most, ms ?? 0), 0);
    const rehearsal: Rehearsal = { at, isOk, ms: isOk ? (halted?.ms ?? slowest) : null, accounts: found };
    const recorded = await journal('halt.rehearsed', rehearsal);
    if (!recorded.ok)
      return refuse(
        'journal-failed',
        `The rehearsal could not be recorded, so it does not count. ${recorded.error.message}`,
      );
    this.#last = rehearsal;
    onChange();
    try {
      await file.write(seal(rehearsal));
    } catch (thrown) {
      void journal('halt.rehearsal-not-saved', { message: messageOf(thrown) });
    }
    return { ok: true, value: rehearsal };
  }

  #refusal(accountId: string | undefined): RehearsalRefusal | undefined {
    if (this.#isRunning)
      return { code: 'rehearsal-running', message: 'A rehearsal is running already. Wait for its result.' };
    if (accountId === undefined) return undefined;
    const account = this.#ports.accounts.find(({ id }) => id === accountId);
    if (account === undefined)
      return { code: 'no-such-account', message: `There is no account ${accountId}. Nothing was rehearsed.` };
    if (account.environment !== 'paper')
      return {
        code: 'not-paper',
        message: `Account ${accountId} is ${account.environment}: a rehearsal halts paper accounts only, and lists the others. Nothing was done.`,
      };
    const isHalted = this.#ports.halt.gate.halts.some(
      ({ scope }) => scope.kind === 'portfolio' || (scope.kind === 'account' && scope.accountId === accountId),
    );
    if (!isHalted) return undefined;
    return {
      code: 'already-halted',
      message: `Account ${accountId} is halted or reducing already, so there is nothing to rehearse on it. Resume it first, or only list.`,
    };
  }

  async #haltAndVerify(accountId: string): Promise<RehearsedAccount> {
    const { clock, halt } = this.#ports;
    const tripped = halt.trip({ kind: 'account', accountId }, `A rehearsal halted account ${accountId}.`, 'rehearsal');
    const deadline = clock.monotonicMs() + VERIFIED_WITHIN_MS;
    const reportNow = () => halt.standing.find((each) => each.halt.id === tripped.id)?.report;
    while (reportNow()?.state === 'running' && clock.monotonicMs() < deadline)
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    const report = reportNow();
    const ms = report?.steps.verifiedEmptyMs ?? null;
    const problems = report?.accounts.flatMap(({ problem }) => (problem === undefined ? [] : [problem])) ?? [];
    return {
      accountId,
      environment: 'paper',
      did: 'halted',
      isOk: ms !== null,
      ms,
      problem: ms === null ? (problems[0] ?? 'It was not verified empty in time.') : '',
    };
  }

  async #list({ id: accountId, environment }: Account): Promise<RehearsedAccount> {
    const { clock } = this.#ports;
    const startedMs = clock.monotonicMs();
    const [listing] = await this.#ports.list([accountId]);
    const isOk = listing !== undefined && listing.openOrders !== null;
    return {
      accountId,
      environment,
      did: 'listed',
      isOk,
      ms: isOk ? clock.monotonicMs() - startedMs : null,
      problem: isOk ? '' : (listing?.problem ?? 'The guard did not answer.'),
    };
  }
}

const refuse = (code: RehearsalRefusal['code'], message: string): Result<never, RehearsalRefusal> => ({
  ok: false,
  error: { code, message },
});
