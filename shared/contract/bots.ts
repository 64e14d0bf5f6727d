import { z } from 'zod';
import { botId, channel, nothing } from './define';
import { botLogLine } from './views';

const oneBot = z.strictObject({ botId });
const errors = ['unknown-bot', 'wrong-state', 'halted'] as const;

export const botChannels = {
  'bots.start': channel({ request: oneBot, response: nothing, errors }),
  /** Stops the bot and cancels its working orders. */
  'bots.stop': channel({ request: oneBot, response: nothing, errors }),
  'bots.restart': channel({ request: oneBot, response: nothing, errors }),
  /** The bot's process and orders stay; no new order is taken until `bots.go-on`. */
  'bots.pause': channel({ request: oneBot, response: nothing, errors }),
  'bots.go-on': channel({ request: oneBot, response: nothing, errors }),
  /** The last lines of the bot's log after line `afterSeq` (0: all that are kept), oldest first. */
  'bots.log': channel({
    request: z.strictObject({ botId, afterSeq: z.number().int().nonnegative() }),
    response: z.strictObject({ lines: z.array(botLogLine).max(500) }),
    errors: ['unknown-bot'],
  }),
} as const;
