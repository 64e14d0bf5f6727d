import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatUtc, type UtcMs } from '#shared/model/time';

/** `console` is what Holdfast did with the bot, `stderr` what its program wrote besides the protocol; the rest is the bot's own. */
export type BotLogLevel = 'debug' | 'info' | 'warn' | 'error' | 'stderr' | 'console';

export interface BotLogLine {
  /** Counts up from 1 since the console started. */
  readonly seq: number;
  readonly at: UtcMs;
  readonly level: BotLogLevel;
  /** One line, at most 4,096 characters. */
  readonly text: string;
}

/** A line as it stands in the file. */
export const logText = ({ at, level, text }: BotLogLine): string => `${formatUtc(at)} ${level} ${text}`;

/** Lines kept in memory for the screen. */
export const LOG_LINES_KEPT = 500;
/** `bot.log` is put aside as `bot.log.1` above this; so a bot's log takes at most about twice this on disk. */
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_PENDING_CHARACTERS = 256 * 1024;
/** Lines taken per second in the long run, and at once. */
const LINES_PER_SECOND = 100;
const LINE_BURST = 500;

/**
 * The log of one bot: what it said and what the console did with it. Bounded in memory, on disk and in rate; a disk that
 * cannot be written costs the file, never the bot.
 */
export class BotLog {
  readonly #file: string;
  readonly #lines: BotLogLine[] = [];
  #seq = 0;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #writing = false;
  #tokens = LINE_BURST;
  #lastAt: UtcMs = 0;
  #skipped = 0;

  constructor(folder: string) {
    this.#file = join(folder, 'bot.log');
  }

  /** Those after line `afterSeq`, oldest first, at most 500. */
  lines(afterSeq = 0): readonly BotLogLine[] {
    return this.#lines.filter(({ seq }) => seq > afterSeq);
  }

  /** Adds a line. Control characters and such that turn text around become spaces, so that a bot cannot forge what is read. */
  add(at: UtcMs, level: BotLogLevel, message: string): void {
    this.#tokens = Math.min(LINE_BURST, this.#tokens + (Math.max(0, at - this.#lastAt) / 1_000) * LINES_PER_SECOND);
    this.#lastAt = at;
    if (this.#tokens < 1) {
      this.#skipped += 1;
      return;
    }
    this.#tokens -= 1;
    if (this.#skipped > 0) {
      const skipped = this.#skipped;
      this.#skipped = 0;
      this.#keep(at, 'console', `${skipped} lines were skipped: more than ${LINES_PER_SECOND} a second`);
    }
    this.#keep(at, level, message.slice(0, 4_096).replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' '));
  }

  #keep(at: UtcMs, level: BotLogLevel, text: string): void {
    this.#seq += 1;
    const kept: BotLogLine = { seq: this.#seq, at, level, text };
    this.#lines.push(kept);
    if (this.#lines.length > LOG_LINES_KEPT) this.#lines.shift();
    if (this.#pendingCharacters > MAX_PENDING_CHARACTERS) return;
    const line = logText(kept);
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
    if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#pending.length > 0) {
      const text = `${this.#pending.join('\n')}\n`;
      this.#pending = [];
      this.#pendingCharacters = 0;
      try {
        const size = await stat(this.#file).then(
          (found) => found.size,
          () => 0,
        );
        if (size > MAX_FILE_BYTES) await rename(this.#file, `${this.#file}.1`);
        await appendFile(this.#file, text, { mode: 0o600 });
      } catch {
        // A log that cannot be written must not stop a bot; the lines in memory remain.
      }
    }
    this.#writing = false;
  }
}
