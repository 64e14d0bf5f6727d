/**
 * The whole contract between main and renderer. Every call goes over one IPC channel per name below; every push is one
 * of `events`. `electron/platform/ipc.ts` and `electron/preload.ts` derive their functions from this object.
 */
import type { z } from 'zod';
import { z as schema } from 'zod';
import { accountChannels } from './accounts';
import { botChannels } from './bots';
import { decisionChannels } from './decisions';
import type { Answer, Channel } from './define';
import { change, deskChannels } from './desk';
import { executionChannels } from './execution';
import { haltChannels } from './halt';
import { exportsView, historyChanged, historyChannels } from './history';
import { journalChannels, journalCopies } from './journal';
import { keepChanged, keepChannels } from './keep';
import { keyChannels, keyProgress, vaultChannels } from './keys';
import { leakChannels, leaksChanged } from './leaks';
import { limitChannels } from './limits';
import { proofChannels } from './proof';
import { runbookChannels } from './runbook';
import { triggerChannels } from './triggers';
import { journalRecordView } from './views';

export const channels = {
  ...deskChannels,
  ...haltChannels,
  ...runbookChannels,
  ...botChannels,
  ...executionChannels,
  ...decisionChannels,
  ...limitChannels,
  ...triggerChannels,
  ...leakChannels,
  ...vaultChannels,
  ...journalChannels,
  ...proofChannels,
  ...historyChannels,
  ...keyChannels,
  ...accountChannels,
  ...keepChannels,
} as const;
export type ChannelName = keyof typeof channels;

/** Pushed by main. */
export const events = {
  /** The next numbered change; at most 10 a second in ordinary running, the halt's at once. */
  'desk.changed': change,
  /** At most 5 a second while a leak scan runs. */
  'leaks.changed': leaksChanged,
  /** Records as they become durable, for the live tail; coalesced. */
  'journal.appended': schema.strictObject({ records: schema.array(journalRecordView) }),
  /** At most 5 a second: the mirror's state, and a verification getting on. */
  'journal.copies-changed': journalCopies,
  /** How the read model of the journal stands; at most 4 a second while it is being made. */
  'history.changed': historyChanged,
  /** An export began, got on or ended; at most 4 a second. */
  'history.exports-changed': exportsView,
  /** A step of a running check of a key. */
  'keys.progress': keyProgress,
  /** What is being made: at most 10 a second while it is, and once it is over. */
  'keep.changed': keepChanged,
} as const;
export type EventName = keyof typeof events;

type RequestOf<C> = C extends Channel<infer Req, z.ZodType, string> ? z.infer<Req> : never;
type ResponseOf<C> = C extends Channel<z.ZodType, infer Res, string> ? z.infer<Res> : never;

export type Request<N extends ChannelName> = RequestOf<(typeof channels)[N]>;
export type Response<N extends ChannelName> = ResponseOf<(typeof channels)[N]>;
export type ErrorCode<N extends ChannelName> = (typeof channels)[N]['errors'][number];
export type Event<N extends EventName> = z.infer<(typeof events)[N]>;

/** What preload exposes as `window.holdfast`: nothing else crosses. */
export interface HoldfastApi {
  call<N extends ChannelName>(name: N, request: Request<N>): Promise<Answer<Response<N>>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: Event<N>) => void): () => void;
}

export type { Answer, Failure } from './define';
export type { Change, Snapshot } from './desk';
