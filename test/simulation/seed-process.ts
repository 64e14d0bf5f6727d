import { simulate } from './world/sim-world';

/** One of the processes among which `npm run simulate` shares its seeds. It ends when nobody asks it any more. */
let asked = Promise.resolve();
process.on('message', (message) => {
  const { from, count } = message as { readonly from: number; readonly count: number };
  asked = asked.then(async () => {
    for (let seed = from; seed < from + count && process.connected; seed += 1) process.send?.(await simulate(seed));
    process.send?.('next');
  });
});
process.send?.('next');
