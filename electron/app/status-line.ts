import { appendFileSync } from 'node:fs';
import { redaction } from '../platform/redaction';
import type { Console } from './console';

/** `30412.1811` as `30412.18`; `?` when not known. */
const money = (text: string | null): string => (text === null ? '?' : text.replace(/(\.\d\d)\d+$/, '$1'));

/** One line that says how the desk stands: for a terminal without a display. */
export function statusLine({ desk, journal, bots, guard }: Console): string {
  const { trading, total } = desk.current;
  const running = bots.statuses().filter(({ state }) => state === 'running').length;
  const fills = desk.current.bots.reduce((sum, bot) => sum + bot.fills, 0);
  return [
    `holdfast ${trading.state}${trading.blocked === '' ? '' : ', orders blocked'}`,
    `bots ${running}/${bots.statuses().length}`,
    `equity ${money(total.equity)} USDT`,
    `unrealised ${money(total.unrealised)}`,
    `realised ${money(total.realised)}`,
    `orders ${total.workingOrders}`,
    `fills ${fills}`,
    `journal ${journal.status.head?.seq ?? 0}`,
    `guard ${guard.isReady() ? 'armed' : 'not armed'}`,
    ...[trading.reason, trading.blocked].map((why) => (why === '' ? '' : `(${why})`)),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** The console's own log: one file, lines with UTC. Never holds a secret: nothing that writes here is given one. */
export function openLog(file: string): (line: string) => void {
  return (line) => {
    try {
      appendFileSync(file, `${new Date().toISOString()} ${redaction.clean(line)}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not stop the console: the journal's health says so in its own place.
    }
  };
}
