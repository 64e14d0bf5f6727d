import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A recording, for the paper exchange, of a market that only goes one way: `perMinute` of its price each minute (0.002 rises by
 * 0.2 %, −0.025 falls by 2.5 %), after `calmMinutes` without a move, for as many minutes as a slow machine may need. What waits
 * for a price on that way is reached, and what waits on the other side is not. The file's path.
 */
export function steadyMarket(folder: string, perMinute: number, minutes: number, calmMinutes = 0): string {
  const rows = ['timestamp,open,high,low,close,volume'];
  let price = 64_000;
  for (let minute = 0; minute < minutes; minute += 1) {
    const next = minute < calmMinutes ? price : price * (1 + perMinute);
    rows.push([minute * 60_000, price, Math.max(price, next), Math.min(price, next), next, 100].join(','));
    price = next;
  }
  const file = join(folder, 'steady-market.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}
