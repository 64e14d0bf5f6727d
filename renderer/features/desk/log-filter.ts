import type { BotLogLineView } from '../../../shared/contract/views';

type Level = BotLogLineView['level'];

/** What the level box offers. What a program writes to stderr is mostly trouble, so it counts as an error. */
export const LOG_KINDS: ReadonlyArray<{
  readonly value: string;
  readonly label: string;
  readonly levels: readonly Level[];
}> = [
  { value: 'all', label: 'All lines', levels: ['debug', 'info', 'warn', 'error', 'stderr', 'console'] },
  { value: 'info', label: 'Without debug', levels: ['info', 'warn', 'error', 'stderr', 'console'] },
  { value: 'warn', label: 'Warnings and errors', levels: ['warn', 'error', 'stderr'] },
  { value: 'error', label: 'Errors', levels: ['error', 'stderr'] },
  { value: 'console', label: 'What Holdfast did', levels: ['console'] },
];

export interface LogFilter {
  /** A value of LOG_KINDS. */
  readonly kind: string;
  /** Found anywhere in the line, upper and lower case alike. */
  readonly text: string;
}

/** The lines that fit, newest first. */
export function filterLog(lines: readonly BotLogLineView[], { kind, text }: LogFilter): BotLogLineView[] {
  const levels = LOG_KINDS.find(({ value }) => value === kind)?.levels;
  const wanted = text.trim().toLowerCase();
  const fits = (line: BotLogLineView): boolean =>
    (levels === undefined || levels.includes(line.level)) &&
    (wanted === '' || `${line.level} ${line.text}`.toLowerCase().includes(wanted));
  return lines.filter(fits).reverse();
}
