import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HaltReport } from '#shared/model/halt-report';
import type { Halt } from '#shared/model/trading-state';
import type { DeadManReport } from '../../electron/domains/halt/guard/report-file';
import { type LedgerOrder, readLedger } from '../support/exchange-ledger';
import { readJournal, verifyIndependently, type WrittenRecord } from '../support/journal-records';

/** The life of one order, by the exchange's own ledger; `endedAt` is infinite while it works. UTC milliseconds. */
interface Life {
  readonly account: string;
  readonly clientOrderId: string;
  readonly acceptedAt: number;
  readonly endedAt: number;
}

const ENDED = new Set(['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']);

function livesOf(ledger: readonly LedgerOrder[]): readonly Life[] {
  const lives = new Map<string, Life>();
  for (const { event, account, symbol, orderId, clientOrderId, status, at } of ledger) {
    const key = `${symbol}/${orderId}`;
    const life = lives.get(key) ?? { account, clientOrderId, acceptedAt: at, endedAt: Number.POSITIVE_INFINITY };
    lives.set(key, ENDED.has(status) && event !== 'new' ? { ...life, endedAt: at } : life);
    if (event === 'new' && ENDED.has(status)) lives.set(key, { ...life, endedAt: at });
  }
  return [...lives.values()];
}

/** A halt as it stood: from the tick its gate closed until it was resumed, by the console's own records. */
interface Stood {
  readonly halt: Halt;
  /** Orders handed to the wire, unanswered, when the gate closed: the exchange may take as many after it. */
  readonly inFlight: number;
  readonly until: number;
}

const at = ({ time }: WrittenRecord): number => Date.parse(time);

/**
 * Of a console that died, the halt of its last moment may not have reached the state file: then the next start stands under one
 * of its own over everything, and with none it would be a halt forgotten, which is held against it to the end of the journal.
 */
function haltsOf(journal: readonly WrittenRecord[]): readonly Stood[] {
  const done: Stood[] = [];
  const standing = new Map<string, Stood>();
  const end = (id: string, until: number): void => {
    const stood = standing.get(id);
    if (stood !== undefined) done.push({ ...stood, until });
    standing.delete(id);
  };
  const begin = (halt: Halt, inFlight: number): void => {
    if (halt.state === 'HALTED' && !standing.has(halt.id))
      standing.set(halt.id, { halt, inFlight, until: Number.POSITIVE_INFINITY });
  };
  for (const record of journal) {
    const { type, data } = record;
    if (type === 'halt.tripped') begin(data, data.inFlight);
    // Its resume gave way to a press: it stood all the time.
    const withdrawn = type === 'halt.resume-withdrawn' ? done.findIndex(({ halt }) => halt.id === data.haltId) : -1;
    for (const stood of withdrawn < 0 ? [] : done.splice(withdrawn, 1))
      standing.set(stood.halt.id, { ...stood, until: Number.POSITIVE_INFINITY });
    if (type === 'halt.resumed') end(data.haltId, at(record));
    if (type !== 'console.started') continue;
    const halts = data.halts as readonly Halt[];
    const isAllHalted = halts.some(({ scope, state }) => scope.kind === 'portfolio' && state === 'HALTED');
    for (const id of [...standing.keys()])
      if (isAllHalted && !halts.some((halt) => halt.id === id)) end(id, at(record));
    // Resumed, and killed before that was saved: it stands again from this start on.
    for (const halt of halts) begin({ ...halt, trippedAt: Math.max(halt.trippedAt, at(record)) }, 0);
  }
  return [...done, ...standing.values()];
}

function deadManReports(dataFolder: string): readonly DeadManReport[] {
  const folder = join(dataFolder, 'guard');
  return readdirSync(folder)
    .filter((name) => /\.json(\.recorded)?$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DeadManReport);
}

/** What a series of kills left behind. */
export interface Left {
  readonly dataFolder: string;
  /** Client ids of orders of which the console said that they are accepted. */
  readonly told: readonly string[];
}

/** What must hold whatever was killed whenever; sentences, empty when all of it does. */
export function violations({ dataFolder, told }: Left): readonly string[] {
  const ledger = readLedger(dataFolder);
  const journal = readJournal(dataFolder);
  return [...judge({ ledger, journal, reports: deadManReports(dataFolder), told }), ...verified(dataFolder)];
}

/** The words of the exchange, of the journal, of the guard, and of the console, to be held against each other. */
export interface Evidence {
  readonly ledger: readonly LedgerOrder[];
  readonly journal: readonly WrittenRecord[];
  readonly reports: readonly DeadManReport[];
  readonly told: readonly string[];
}

export function judge({ ledger, journal, reports, told }: Evidence): readonly string[] {
  const lives = livesOf(ledger);
  return [
    ...decisions(lives, journal, told),
    ...haltsOf(journal).flatMap((stood) => late(lives, stood)),
    ...unrecorded(journal),
    ...journal.flatMap((record) => (record.type === 'halt.verified-empty' ? alive(lives, record.data) : [])),
    ...reports.flatMap((report) => leftBehind(lives, journal, report)),
  ];
}

function decisions(lives: readonly Life[], journal: readonly WrittenRecord[], told: readonly string[]): string[] {
  const allowed = new Set(
    journal.flatMap(({ seq, type, data }) => (type === 'order.decided' && data.verdict !== 'deny' ? [seq] : [])),
  );
  const withheld = new Set(
    journal.flatMap(({ type, data }) => (type === 'order.withheld' ? [data.seq as number] : [])),
  );
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { clientOrderId } of lives) {
    const seq = Number.parseInt(clientOrderId.slice(7), 36);
    if (!allowed.has(seq))
      found.push(`the exchange accepted ${clientOrderId}, and no decision of that number is there`);
    if (withheld.has(seq)) found.push(`${clientOrderId} was withheld by the journal, and stands in the ledger`);
    if (seen.has(clientOrderId)) found.push(`decision doubled: the exchange accepted ${clientOrderId} twice`);
    seen.add(clientOrderId);
  }
  for (const id of told) if (!seen.has(id)) found.push(`order lost: ${id} was told accepted, the ledger has none`);
  return found;
}

/** Each halt that was resumed is on record. */
function unrecorded(journal: readonly WrittenRecord[]): string[] {
  const known = new Set(
    journal.flatMap(({ type, data }) =>
      type === 'halt.tripped'
        ? [data.id as string]
        : type === 'console.started'
          ? (data.halts as readonly Halt[]).map(({ id }) => id)
          : [],
    ),
  );
  return journal.flatMap(({ type, data }) =>
    type === 'halt.resumed' && !known.has(data.haltId) ? [`${data.haltId} was resumed, and is not on record`] : [],
  );
}

/** Never an order admitted while halted beyond what was on the wire when the gate closed. */
function late(lives: readonly Life[], { halt, inFlight, until }: Stood): string[] {
  const { scope, trippedAt, id } = halt;
  if (scope.kind !== 'portfolio' && scope.kind !== 'account') return [];
  const after = lives.filter(
    ({ account, acceptedAt }) =>
      acceptedAt > trippedAt && acceptedAt < until && (scope.kind === 'portfolio' || scope.accountId === account),
  );
  if (after.length <= inFlight) return [];
  const names = after.map(({ clientOrderId, acceptedAt }) => `${clientOrderId} (+${acceptedAt - trippedAt} ms)`);
  return [`${id}: ${inFlight} orders were on the wire, and the exchange accepted ${after.length}: ${names.join(', ')}`];
}

const aliveAt = (lives: readonly Life[], accounts: readonly string[], moment: number): readonly Life[] =>
  lives.filter(
    ({ account, acceptedAt, endedAt }) => accounts.includes(account) && acceptedAt < moment && endedAt > moment,
  );

const named = (lives: readonly Life[]): string => lives.map(({ clientOrderId }) => clientOrderId).join(', ');

/** Never a report that says verified empty with an order of it alive. */
function alive(lives: readonly Life[], { halt, accounts, finishedAt = 0 }: HaltReport): string[] {
  if (halt.scope.kind !== 'portfolio' && halt.scope.kind !== 'account') return [];
  const still = aliveAt(
    lives,
    accounts.map(({ accountId }) => accountId),
    finishedAt,
  );
  return still.length === 0 ? [] : [`${halt.id} says verified empty with ${named(still)} alive`];
}

/** The guard's word holds until the next console trades: nothing alive at its end, nothing accepted after it. */
function leftBehind(lives: readonly Life[], journal: readonly WrittenRecord[], report: DeadManReport): string[] {
  const { haltId, finishedAt, why } = report;
  const accounts = report.accounts.flatMap(({ accountId, state }) => (state === 'verified-empty' ? [accountId] : []));
  const still = aliveAt(lives, accounts, finishedAt);
  const next = journal.find((record) => record.type === 'halt.resumed' && at(record) > finishedAt);
  const until = next === undefined ? Number.POSITIVE_INFINITY : at(next);
  const later =
    why === 'silent'
      ? []
      : lives.filter(
          ({ account, acceptedAt }) => accounts.includes(account) && acceptedAt >= finishedAt && acceptedAt < until,
        );
  return [
    ...(still.length === 0 ? [] : [`${haltId} says verified empty with ${named(still)} alive`]),
    ...(later.length === 0 ? [] : [`after the guard had finished (${haltId}) the exchange accepted ${named(later)}`]),
  ];
}

function verified(dataFolder: string): string[] {
  try {
    const said = verifyIndependently(dataFolder);
    return said.startsWith('intact') ? [] : [`the verifier says: ${said}`];
  } catch (thrown) {
    return [`the journal is not intact: ${String((thrown as { stdout?: string }).stdout ?? thrown).trim()}`];
  }
}
