import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openOrders } from '../support/exchange-ledger';
import { isAlive } from '../support/is-alive';
import { violations } from './invariants';
import type { Kill } from './plan';
import type { Asked, Standing, Told } from './tortured-console';

/** The longest anything may take to come back. */
const PATIENCE_MS = 120_000;
/** Main killed to the exchange empty: the requirement, 2 s, plus what a loaded machine takes to look. */
const EMPTY_WITHIN_MS = 4_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A console under torture and what it has told so far. */
class Tortured {
  readonly #child: ChildProcess;
  readonly accepted: string[] = [];
  standing: Standing | undefined;
  #resumed = 0;
  #stuck: string | undefined;

  constructor(dataFolder: string) {
    const entry = resolve(import.meta.dirname, 'tortured-console.ts');
    this.#child = fork(entry, [dataFolder], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    this.#child.on('message', (told: Told) => {
      if (told.k === 'standing') this.standing = told.standing;
      else if (told.k === 'accepted') this.accepted.push(told.clientOrderId);
      else if (told.k === 'resumed') this.#resumed += 1;
      else if (told.k === 'stuck') this.#stuck = told.message;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isThere(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  ask(asked: Asked): void {
    if (this.#child.connected) this.#child.send(asked, () => undefined);
  }

  async until(what: string, isTrue: () => boolean): Promise<void> {
    const startedAt = performance.now();
    while (!isTrue()) {
      if (this.#stuck !== undefined) throw new Error(`${what}: ${this.#stuck}`);
      if (performance.now() - startedAt > PATIENCE_MS)
        throw new Error(`waited ${PATIENCE_MS} ms for ${what}: ${JSON.stringify(this.standing)}`);
      await pause(5);
    }
  }

  /** Every halt resumed, every part there, and orders accepted again. */
  async untilTrading(): Promise<void> {
    if (!this.isThere) throw new Error('the console ended by itself');
    await this.until('every part', () => this.standing?.blocks.length === 0 && this.standing.isVerified);
    const before = this.#resumed;
    this.ask({ k: 'resume' });
    await this.until('the resume', () => this.#resumed > before);
    const accepted = this.accepted.length;
    await this.until('orders', () => this.accepted.length > accepted + 3);
  }

  pidOf(victim: Kill['victim'], number: number): number | undefined {
    const { pids } = this.standing ?? {};
    if (victim === 'main') return this.pid;
    return victim === 'bot' ? pids?.bots[number % (pids.bots.length || 1)] : pids?.[victim];
  }

  kill(victim: Kill['victim'], number: number): number | undefined {
    const pid = this.pidOf(victim, number);
    if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
    return pid;
  }

  end(): void {
    if (this.isThere) this.#child.kill('SIGKILL');
  }
}

export interface SeriesOutcome {
  /** What did not hold, in sentences. */
  readonly violations: readonly string[];
  /** What was waited for in vain, so that the series ended there: slow, or stuck. Safe all the same, unless `violations` says otherwise. */
  readonly stuck: string | undefined;
  /** Where everything is, kept when something did not hold; removed otherwise. */
  readonly dataFolder: string;
  readonly accepted: number;
}

/** These kills, one after the other on one data folder, and what is to be said of them by the exchange's ledger and the journal. */
export async function series(kills: readonly Kill[], tell: (line: string) => void): Promise<SeriesOutcome> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-torture-'));
  const told: string[] = [];
  const found: string[] = [];
  let stuck: string | undefined;
  let desk = new Tortured(dataFolder);

  /** A console that is gone: nothing of it works, and nobody of it is left. */
  const buried = async (diedAt: number): Promise<void> => {
    const { pids } = desk.standing ?? {};
    while (openOrders(dataFolder).length > 0 && Date.now() - diedAt < PATIENCE_MS) await pause(5);
    const tookMs = Date.now() - diedAt;
    if (tookMs > EMPTY_WITHIN_MS) found.push(`the exchange was empty only ${tookMs} ms after the console had died`);
    const all = [pids?.exchange, pids?.guard, pids?.journal, pids?.paper, ...(pids?.bots ?? [])].flatMap(
      (p) => p ?? [],
    );
    await desk.until('nobody left', () => !all.some(isAlive));
  };
  const startAgain = (): void => {
    told.push(...desk.accepted);
    desk = new Tortured(dataFolder);
  };

  const carryOut = async (kill: Kill): Promise<void> => {
    const { victim, moment, afterMs, index } = kill;
    if (moment === 'starting') {
      if (desk.isThere) desk.ask({ k: 'stop' });
      await desk.until('the end', () => !desk.isThere);
      startAgain();
    } else await desk.untilTrading();
    if (moment === 'stopping') desk.ask({ k: 'stop' });
    if (moment === 'halting' && afterMs >= 0) desk.ask({ k: 'press' });
    if (moment === 'starting' && victim !== 'main') {
      // A part comes up when its turn has come: from then on, and sooner, since it takes less time to come up itself.
      await desk.until(`the ${victim}`, () => desk.pidOf(victim, index) !== undefined);
      await pause(afterMs / 8);
    } else await pause(Math.max(0, afterMs));
    const pid = desk.kill(victim, index);
    const diedAt = Date.now();
    tell(`kill ${index}: ${victim} (${pid ?? 'not there'}) while ${moment}, ${afterMs} ms`);
    if (moment === 'halting' && afterMs < 0) {
      await pause(-afterMs);
      desk.ask({ k: 'press' });
    }
    if (victim === 'main') {
      await desk.until('its end', () => !desk.isThere);
      await buried(diedAt);
    } else if (moment === 'stopping') await desk.until('the end', () => !desk.isThere);
    if (!desk.isThere) startAgain();
  };

  try {
    for (const kill of kills) await carryOut(kill);
    await desk.until('every part', () => desk.standing?.blocks.length === 0 && desk.standing.isVerified);
    desk.ask({ k: 'press' });
    await desk.until('the last halt', () => desk.standing?.halts.length === 1 && desk.standing.isVerified);
    desk.ask({ k: 'stop' });
    await desk.until('the end', () => !desk.isThere);
    if (openOrders(dataFolder).length > 0) found.push('orders work although the console has ended cleanly');
  } catch (thrown) {
    stuck = String(thrown);
    // What the guard does about that end belongs to it: judged is what it left.
    const diedAt = Date.now();
    desk.end();
    await buried(diedAt).catch((failure) => {
      stuck = `${stuck}, and then ${failure}`;
    });
  } finally {
    desk.end();
  }
  told.push(...desk.accepted);
  found.push(...violations({ dataFolder, told }));
  if (found.length === 0 && stuck === undefined) rmSync(dataFolder, { recursive: true, force: true });
  return { violations: found, stuck, dataFolder, accepted: told.length };
}
