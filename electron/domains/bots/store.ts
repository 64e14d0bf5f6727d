import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BOT_PROTOCOL_LIMITS as limits, parseJsonLine } from '#shared/bot-protocol';
import { err, messageOf, ok, type Result } from '#shared/model/result';

/** What a bot asked to keep for its next start: `state.json` in its own folder, replaced as a whole. */
export class BotStateStore {
  readonly folder: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes the folder if need be. The value is null when nothing was saved; a damaged file is an error, in words. */
  async load(): Promise<Result<unknown, string>> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.#last;
      const text = await readFile(join(this.folder, 'state.json'), 'utf8');
      const parsed = text.length > limits.maxStateBytes ? undefined : parseJsonLine(text, limits.maxDepth);
      return parsed?.ok ? ok(parsed.value) : err('the saved state is damaged; the bot starts without it');
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === 'ENOENT') return ok(null);
      return err(`the saved state cannot be read (${messageOf(thrown)}); the bot starts without it`);
    }
  }

  /** Saves JSON text. Saves happen one after the other, so the last one asked for is the one that stays. */
  save(json: string): Promise<Result<void, string>> {
    const saved = this.#last.then(() => this.#replace(json));
    this.#last = saved;
    return saved;
  }

  async #replace(json: string): Promise<Result<void, string>> {
    const file = join(this.folder, 'state.json');
    try {
      await writeFile(`${file}.new`, json, { mode: 0o600 });
      await rename(`${file}.new`, file);
      return ok(undefined);
    } catch (thrown) {
      return err(messageOf(thrown));
    }
  }
}
