import type { BotLogLineView } from '../../../shared/contract/views';

const SAID: ReadonlyArray<Pick<BotLogLineView, 'level' | 'text'>> = [
  { level: 'console', text: 'started, process 41200' },
  { level: 'info', text: 'grid laid around 64210.1' },
  { level: 'info', text: 'building inventory: done' },
  { level: 'debug', text: 'balance BTC 0.0412, USDT 7312.20' },
  {
    level: 'warn',
    text: 'buy 0.0031 at 63980.2: The risk gate refused the order; it was not sent. data.checks names the failing checks. Do not repeat it unchanged. Position would be 5012.40 USDT, above its limit 5000 USDT. max-position',
  },
  { level: 'stderr', text: 'DeprecationWarning: the option is going away' },
  { level: 'error', text: 'ended by its own defect: TypeError: state.grid is undefined' },
  { level: 'console', text: 'crashed: exited with code 1; started again in 0.3 s' },
];

/** Lines of a bot's log up to `count`, oldest first. */
export const fakeBotLog = (count: number, now: number): BotLogLineView[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    at: now - (count - index) * 1_700,
    ...(SAID[index % SAID.length] ?? { level: 'info', text: '' }),
  }));
