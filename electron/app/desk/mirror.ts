import type { Change, Snapshot } from '#shared/contract/desk';
import type { Clock } from '#shared/model/time';

/** Coalescing: at most ten changes a second in ordinary running; what is urgent goes at once. */
const FLUSH_MS = 100;

/** The parts of the desk that are replaced whole when they differ. */
type Whole = Pick<
  Snapshot,
  'notices' | 'trading' | 'vault' | 'journal' | 'firings' | 'halt' | 'total' | 'health' | 'accounts' | 'bots'
>;

/**
 * Main's side of the mirror: the current snapshot, and numbered changes to it. A part that did not change is not sent.
 * Keyed parts (positions, orders, decisions) are told by key. Nothing is pushed before the first snapshot was asked for.
 */
export class DeskMirror {
  readonly #clock: Clock;
  readonly #push: (change: Change) => void;
  #snapshot: Snapshot;
  /** Last sent text of each whole part, to see whether it changed. */
  readonly #sent = new Map<keyof Whole, string>();
  #pendingParts: Partial<Whole> = {};
  #pendingEquity: Snapshot['equity'] = [];
  readonly #pendingOrders = new Map<string, Snapshot['orders'][number]>();
  readonly #pendingRemoved = new Set<string>();
  readonly #pendingPositions = new Map<string, Snapshot['positions'][number]>();
  readonly #pendingEnded = new Map<string, Snapshot['ended'][number]>();
  readonly #pendingDecisions = new Map<number, Snapshot['decisions'][number]>();
  #orders = new Map<string, Snapshot['orders'][number]>();
  #positions = new Map<string, { view: Snapshot['positions'][number]; text: string }>();
  #ended = new Map<string, Snapshot['ended'][number]>();
  #decisions = new Map<number, Snapshot['decisions'][number]>();
  #timer: (() => void) | undefined;

  constructor(
    clock: Clock,
    first: Omit<Snapshot, 'revision' | 'at' | 'orders' | 'ended' | 'positions' | 'decisions' | 'equity'>,
    push: (change: Change) => void,
  ) {
    this.#clock = clock;
    this.#push = push;
    const nothing = { orders: [], ended: [], positions: [], decisions: [], equity: [] };
    this.#snapshot = { ...first, ...nothing, revision: 0, at: clock.now() };
  }

  /** The whole state now; changes that follow build on its revision. */
  snapshot(): Snapshot {
    this.#flush();
    return {
      ...this.#snapshot,
      at: this.#clock.now(),
      orders: [...this.#orders.values()],
      ended: [...this.#ended.values()],
      positions: [...this.#positions.values()].map(({ view }) => view),
      decisions: [...this.#decisions.values()],
    };
  }

  /** Replaces parts; `urgent` sends at once instead of with the next round. */
  set(parts: Partial<Whole>, urgent = false): void {
    for (const [key, value] of Object.entries(parts) as Array<[keyof Whole, never]>) {
      const text = JSON.stringify(value);
      if (this.#sent.get(key) === text) continue;
      this.#sent.set(key, text);
      this.#snapshot = { ...this.#snapshot, [key]: value };
      this.#pendingParts = { ...this.#pendingParts, [key]: value };
    }
    if (urgent) this.#flush();
    else this.#schedule();
  }

  setOrder(id: string, view: Snapshot['orders'][number] | undefined): void {
    if (view === undefined) {
      if (!this.#orders.delete(id)) return;
      this.#pendingOrders.delete(id);
      this.#pendingRemoved.add(id);
    } else {
      this.#orders.set(id, view);
      this.#pendingOrders.set(id, view);
      // One that came back within a round is changed, not removed.
      this.#pendingRemoved.delete(id);
    }
    this.#schedule();
  }

  /** Adds or replaces one ended order; only the newest `keep` stay in the snapshot. */
  setEnded(view: Snapshot['ended'][number], keep = 300): void {
    this.#ended.set(view.id, view);
    if (this.#ended.size > keep) {
      const oldest = this.#ended.keys().next().value;
      if (oldest !== undefined) this.#ended.delete(oldest);
    }
    this.#pendingEnded.set(view.id, view);
    this.#schedule();
  }

  setPosition(view: Snapshot['positions'][number]): void {
    const text = JSON.stringify(view);
    if (this.#positions.get(view.id)?.text === text) return;
    this.#positions.set(view.id, { view, text });
    this.#pendingPositions.set(view.id, view);
    this.#schedule();
  }

  /** Adds or replaces one decision; only the newest `keep` stay in the snapshot. */
  setDecision(view: Snapshot['decisions'][number], keep = 500): void {
    this.#decisions.set(view.seq, view);
    if (this.#decisions.size > keep) {
      const oldest = this.#decisions.keys().next().value;
      if (oldest !== undefined) this.#decisions.delete(oldest);
    }
    this.#pendingDecisions.set(view.seq, view);
    this.#schedule();
  }

  decision(seq: number): Snapshot['decisions'][number] | undefined {
    return this.#decisions.get(seq);
  }

  addEquity(point: Snapshot['equity'][number], keep: number): void {
    const points = [...this.#snapshot.equity, point];
    // Thin the older half when full: the chart keeps its span, and its recent part stays fine.
    const equity =
      points.length <= keep
        ? points
        : [...points.slice(0, keep / 2).filter((_, index) => index % 2 === 0), ...points.slice(keep / 2)];
    this.#snapshot = { ...this.#snapshot, equity };
    this.#pendingEquity = [...this.#pendingEquity, point];
    this.#schedule();
  }

  get current(): Snapshot {
    return this.#snapshot;
  }

  #schedule(): void {
    this.#timer ??= this.#clock.after(FLUSH_MS, () => this.#flush());
  }

  #flush(): void {
    this.#timer?.();
    this.#timer = undefined;
    const change: Omit<Change, 'revision' | 'at'> = {
      ...this.#pendingParts,
      ...(this.#pendingEquity.length > 0 && { equity: this.#pendingEquity }),
      ...(this.#pendingRemoved.size > 0 && { ordersRemoved: [...this.#pendingRemoved] }),
      ...(this.#pendingOrders.size > 0 && { orders: [...this.#pendingOrders.values()] }),
      ...(this.#pendingEnded.size > 0 && { ended: [...this.#pendingEnded.values()] }),
      ...(this.#pendingPositions.size > 0 && { positions: [...this.#pendingPositions.values()] }),
      ...(this.#pendingDecisions.size > 0 && { decisions: [...this.#pendingDecisions.values()] }),
    };
    if (Object.keys(change).length === 0) return;
    this.#pendingParts = {};
    this.#pendingEquity = [];
    this.#pendingRemoved.clear();
    this.#pendingOrders.clear();
    this.#pendingEnded.clear();
    this.#pendingPositions.clear();
    this.#pendingDecisions.clear();
    const revision = this.#snapshot.revision + 1;
    this.#snapshot = { ...this.#snapshot, revision };
    this.#push({ ...change, revision, at: this.#clock.now() });
  }
}
