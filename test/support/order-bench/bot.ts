import { runBot, stdioTransport } from '../../../sdk/typescript/index';
import { serveBlocks } from './blocks';

/** A bot that places orders when the bench says so. Its argument is the bench's socket. */
const [, , socketPath = ''] = process.argv;
runBot({
  name: 'bench',
  version: '1',
  transport: stdioTransport(),
  onStart: (bot) => {
    serveBlocks(
      socketPath,
      async ({ price, quantity }, botOrderId) => {
        const placed = await bot.place({ botOrderId, symbol: 'BTC/USDT', side: 'buy', type: 'limit', price, quantity });
        if (!placed.ok) throw new Error(`${placed.error.error}: ${placed.error.message}`);
      },
      async () => {
        const cancelled = await bot.cancelAll();
        if (!cancelled.ok) throw new Error(cancelled.error.message);
      },
    );
  },
}).then(
  () => process.exit(0),
  () => process.exit(1),
);
