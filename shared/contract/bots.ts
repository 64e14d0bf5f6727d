import { z } from 'zod';
import { botId, channel, nothing } from './define';

const oneBot = z.strictObject({ botId });
const errors = ['unknown-bot', 'wrong-state', 'halted'] as const;

export const botChannels = {
  'bots.start': channel({ request: oneBot, response: nothing, errors }),
  /** Stops the bot and cancels its working orders. */
  'bots.stop': channel({ request: oneBot, response: nothing, errors }),
  'bots.restart': channel({ request: oneBot, response: nothing, errors }),
  /** The last lines the bot logged, oldest first. */
  'bots.log': channel({
    request: oneBot,
    response: z.strictObject({ lines: z.array(z.string()).max(500) }),
    errors: ['unknown-bot'],
  }),
} as const;
