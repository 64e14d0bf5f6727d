import { readdirSync, readFileSync } from 'node:fs';
import { pause } from './run.mjs';

/*
 * Finding every process that something started, so that nothing outlives it. Two marks are needed: an environment
 * variable, which also survives a parent's death, and the tree of parents, because Chromium writes its process titles
 * over its environment, so the variable cannot be read there. Linux only; elsewhere a family is always empty.
 */

/** @typedef {{ pid: number, command: string }} Member */

/** Field 22 of proc(5) stat tells two processes apart that had the same pid one after the other. */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : { pid, parent: Number(fields[1]), startedAt: fields[19] };
  } catch {
    return undefined;
  }
}

function allProcesses() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((found) => found !== undefined);
}

function carries(pid, mark) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
  } catch {
    return false; // Ended meanwhile, or another user's.
  }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** All processes that carry `name=value` in their environment or descend from a root, now or when last looked at. */
export class ProcessFamily {
  #mark;
  /** @type {Map<number, string>} pid to start time */
  #known = new Map();

  /** @param {string} name @param {string} value of the environment variable; unique to this family */
  constructor(name, value) {
    this.#mark = `${name}=${value}`;
  }

  /** Takes in a process we started, and with it all its descendants. */
  adopt(pid) {
    const found = pid === undefined ? undefined : readProcess(pid);
    if (found !== undefined) this.#known.set(pid, found.startedAt);
  }

  /**
   * Looks now. Those found are remembered, so that a process whose parent ends later is still known.
   * @returns {Member[]} the living
   */
  look() {
    const all = allProcesses();
    const living = new Map(all.map((each) => [each.pid, each.startedAt]));
    for (const [pid, startedAt] of this.#known) if (living.get(pid) !== startedAt) this.#known.delete(pid);
    for (const { pid, startedAt } of all) {
      if (pid !== process.pid && !this.#known.has(pid) && carries(pid, this.#mark)) this.#known.set(pid, startedAt);
    }
    for (let grown = true; grown; ) {
      grown = false;
      for (const { pid, parent, startedAt } of all) {
        if (pid === process.pid || this.#known.has(pid) || !this.#known.has(parent)) continue;
        this.#known.set(pid, startedAt);
        grown = true;
      }
    }
    return [...this.#known.keys()].map((pid) => ({ pid, command: commandOf(pid) }));
  }

  /** Looks every `everyMs`, for as long as this process runs anyway. @returns {() => void} stops it */
  watch(everyMs) {
    const timer = setInterval(() => this.look(), everyMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** @returns {Promise<Member[]>} who is left after at most `ms` */
  async whenGone(ms) {
    const until = Date.now() + ms;
    for (;;) {
      const left = this.look();
      if (left.length === 0 || Date.now() >= until) return left;
      await pause(50);
    }
  }

  /**
   * Ends them all: waits `graceMs` for those that go by themselves (the guard may still be cancelling orders), then
   * SIGTERM, then SIGKILL.
   * @returns {Promise<Member[]>} those that had to be told
   */
  async end(graceMs) {
    const lingering = await this.whenGone(graceMs);
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      for (const { pid } of this.look()) {
        try {
          process.kill(pid, signal);
        } catch {
          // Gone already.
        }
      }
      if ((await this.whenGone(2000)).length === 0) break;
    }
    return lingering;
  }
}
