import { z } from 'zod';
import { messageOf } from '#shared/model/result';
import { triggerIdSchema } from '#shared/model/stored-triggers';
import type { UtcMs } from '#shared/model/time';
import type { HaltScope } from '#shared/model/trading-state';
import { scopeKey } from '#shared/model/trading-state';
import { TRIGGER_ACTIONS } from '#shared/model/triggers';

/** Most firings kept. Beyond, the oldest acknowledged goes first. */
export const MOST_FIRINGS = 200;
/** Observations kept of each. */
export const MOST_EVIDENCE = 20;

const text = z.string().max(200);
const scope: z.ZodType<HaltScope> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('portfolio') }),
  z.strictObject({ kind: z.literal('exchange'), exchange: text }),
  z.strictObject({ kind: z.literal('account'), accountId: text }),
  z.strictObject({ kind: z.literal('bot'), botId: text }),
  z.strictObject({ kind: z.literal('symbol'), symbol: text }),
]);

const firing = z.strictObject({
  /** `trigger-` and a number that grows; names it for its acknowledgement. */
  id: z.string().regex(/^trigger-\d{1,15}$/),
  triggerId: triggerIdSchema,
  /** Whom it was seen of. */
  key: text,
  /** What its action is about. */
  scope,
  action: z.enum(TRIGGER_ACTIONS),
  /** What happened and what was done, in sentences. */
  message: z.string().max(1_000),
  at: z.number().int(),
  /** When it fired last, and how often, while nobody had acknowledged it. */
  lastAt: z.number().int(),
  times: z.number().int().positive(),
  /** In the trigger's unit; and as it was set then. */
  value: z.number(),
  threshold: z.number(),
  windowMs: z.number().int(),
  confirmations: z.number().int(),
  /** What was seen, and when, the oldest first. */
  evidence: z.array(z.strictObject({ at: z.number().int(), value: z.number(), seen: text })).max(MOST_EVIDENCE),
  haltId: z.string().nullable(),
  under: scope.nullable(),
  acknowledgedAt: z.number().int().nullable(),
});
const kept = z.strictObject({ version: z.literal(1), next: z.number().int().positive(), firings: z.array(firing) });

/** One trigger that fired, until and after it is acknowledged. */
export type Firing = Readonly<z.infer<typeof firing>>;
export type FiringsKept = z.infer<typeof kept>;

/** What has fired, the oldest first: what nobody has acknowledged is never let go for something that somebody has. */
export class Firings {
  #all: Firing[] = [];
  #next = 1;

  get all(): readonly Firing[] {
    return this.#all;
  }

  /** All that wait for an acknowledgement; with a scope, those that tripped its halt or fell under it. */
  unacknowledged(of?: HaltScope): readonly Firing[] {
    return this.#all.filter(
      ({ acknowledgedAt, under }) =>
        acknowledgedAt === null && (of === undefined || (under !== null && scopeKey(under) === scopeKey(of))),
    );
  }

  newId(): string {
    const id = `trigger-${this.#next}`;
    this.#next += 1;
    return id;
  }

  /** The same trigger of the same subject that waits already. */
  waiting(triggerId: Firing['triggerId'], key: string): Firing | undefined {
    return this.#all.findLast(
      (each) => each.acknowledgedAt === null && each.triggerId === triggerId && each.key === key,
    );
  }

  /** Adds one, or puts it in the place of the one of its id. */
  put(added: Firing): void {
    const at = this.#all.findIndex(({ id }) => id === added.id);
    if (at >= 0) this.#all[at] = added;
    else this.#all.push(added);
    if (this.#all.length <= MOST_FIRINGS) return;
    const done = this.#all.findIndex(({ acknowledgedAt }) => acknowledgedAt !== null);
    this.#all.splice(Math.max(0, done), 1);
  }

  /** Undefined when there is none of this id; as it was when it is acknowledged already. */
  acknowledge(id: string, at: UtcMs): Firing | undefined {
    const found = this.#all.find((each) => each.id === id);
    if (found === undefined || found.acknowledgedAt !== null) return found;
    const acknowledged = { ...found, acknowledgedAt: at };
    this.put(acknowledged);
    return acknowledged;
  }

  toText(): string {
    return JSON.stringify({ version: 1, next: this.#next, firings: this.#all } satisfies FiringsKept);
  }

  /** Takes up what was kept; what came since stays. Returns why it could not be read; undefined when it could. */
  take(written: string): string | undefined {
    try {
      const { next, firings } = kept.parse(JSON.parse(written));
      this.#all = [...firings, ...this.#all];
      this.#next = Math.max(this.#next, next);
      return undefined;
    } catch (thrown) {
      return messageOf(thrown).slice(0, 300);
    }
  }
}
