import { z } from 'zod';
import { channel, nothing, utcMs } from './define';

/*
 * The leak scan. A window chooses among places by id and cannot name a path: folders come from the system's own dialog, which main opens. No
 * text of a secret crosses.
 */

const count = z.number().int().nonnegative();
const path = z.string().max(8_192);
const placeId = z.string().regex(/^[a-z]+(-\d{1,6})?$/);

export const leakPlace = z.strictObject({
  placeId,
  name: z.string().max(8_192),
  /** What of it is on this machine. */
  paths: z.array(path).max(100),
  /** Ticked to begin with. */
  isUsual: z.boolean(),
  /** Named by the operator: can be taken off the list. */
  isOwn: z.boolean(),
});
export type LeakPlace = z.infer<typeof leakPlace>;

/** What was found, where, and never the text itself: see the types of the same names in electron/domains/leaks. */
export const leakFinding = z.strictObject({
  id: count,
  what: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('key'),
      keyId: z.string().max(60),
      /** Last four characters of the public part. */
      ending: z.string().max(4),
      form: z.enum(['as it is', 'base64', 'URL-encoded', 'escaped', 'UTF-16']),
    }),
    z.strictObject({ kind: z.literal('shape'), shape: z.string().max(40), name: z.string().max(80) }),
  ]),
  where: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path, line: count.nullable(), offset: count }),
    z.strictObject({
      kind: z.literal('git'),
      repository: path,
      object: z.string().max(64),
      commit: z.string().max(64).nullable(),
      path: path.nullable(),
      offset: count,
    }),
  ]),
  /** The name it is given there, and its length. */
  excerpt: z.string().max(80),
});
export type LeakFinding = z.infer<typeof leakFinding>;

export const leakRun = z.strictObject({
  scanId: count,
  phase: z.enum(['running', 'cancelling', 'done', 'cancelled', 'failed']),
  startedAt: utcMs,
  endedAt: utcMs.nullable(),
  places: z.array(z.string().max(8_192)),
  /** Stored keys that are looked for by their exact text. */
  keys: count,
  counts: z.strictObject({
    files: count,
    bytes: count,
    gitRepositories: count,
    gitObjects: count,
    keysFound: count,
    shapesFound: count,
    unread: count,
    archives: count,
    notFollowed: count,
  }),
  /** What is being read. */
  current: path,
  /** Why it failed, what that means, what to do; empty otherwise. */
  message: z.string().max(10_000),
});
export type LeakRun = z.infer<typeof leakRun>;

export const leaksView = z.strictObject({
  places: z.array(leakPlace),
  /** The running or the last scan since Holdfast started. */
  run: leakRun.nullable(),
  /** Of that scan. The first ones, when there are more than can be listed; `run.counts` has all. */
  findings: z.array(leakFinding),
  unread: z.array(z.strictObject({ path, why: z.string().max(600) })),
});
export type LeaksView = z.infer<typeof leaksView>;

export const leakChannels = {
  'leaks.read': channel({ request: nothing, response: leaksView, errors: [] }),
  /** Opens the system's own dialog; what is chosen there is added to the places. Null when it was closed without. */
  'leaks.add-folder': channel({
    request: nothing,
    response: z.strictObject({ placeId: placeId.nullable() }),
    errors: ['no-dialog', 'too-many', 'not-saved'],
  }),
  'leaks.remove-folder': channel({
    request: z.strictObject({ placeId }),
    response: nothing,
    errors: ['no-such-place', 'not-saved'],
  }),
  'leaks.scan': channel({
    request: z.strictObject({ placeIds: z.array(placeId).min(1).max(50) }),
    response: z.strictObject({ scanId: count }),
    errors: ['running', 'no-such-place', 'keys-not-lent'],
  }),
  /** What was found until then stays. */
  'leaks.cancel': channel({ request: nothing, response: nothing, errors: ['not-running'] }),
} as const;

/** A scan got on. `hasNews`: the findings or the places that could not be read are more than before; read them. */
export const leaksChanged = z.strictObject({ run: leakRun, hasNews: z.boolean() });
