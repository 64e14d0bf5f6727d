import { join } from 'node:path';
import { messageOf } from '#shared/model/result';
import { type Runbook, readRunbook } from '../../domains/halt/index';
import { readFileIfExists } from '../../platform/files';

/** The runbook of this installation: `runbook.json` in the data folder, or the built-in text. Read once, at start. */
export class RunbookFile {
  readonly file: string;
  #current: Runbook = readRunbook(undefined);

  constructor(dataFolder: string) {
    this.file = join(dataFolder, 'runbook.json');
  }

  get current(): Runbook {
    return this.#current;
  }

  /** Never rejects: a file that cannot be read is said, and the built-in text stands. */
  async load(): Promise<void> {
    try {
      this.#current = readRunbook((await readFileIfExists(this.file))?.toString('utf8'));
    } catch (thrown) {
      const problem = `The file runbook.json could not be read (${messageOf(thrown)}). The built-in runbook is shown.`;
      this.#current = { ...readRunbook(undefined), problem };
    }
  }
}
