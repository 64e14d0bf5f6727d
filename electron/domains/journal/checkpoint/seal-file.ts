import { basename, dirname } from 'node:path';
import { type Files, type OpenFile, readFully, writeFully } from '../../../platform/files';
import { nextSealKey, SEAL_KEY_BYTES } from './seal';

/** The key of the next checkpoint's step. */
export interface SealState {
  /** 16 hex digits. */
  readonly id: string;
  readonly step: number;
  readonly key: Buffer;
}

const SLOT_BYTES = 128;
const SLOTS = 2;
const SLOT = /^([0-9a-f]{16}) (\d{1,15}) ([0-9a-f]{64}) *\n$/;

/**
 * Where the present sealing key is kept: two slots, overwritten in place. The next key is written to the other slot and synced before
 * the old one is overwritten with spaces, so that a crash leaves one of them whole, and an old key is not left in a replaced file.
 * (A disk that moves what is written, as flash does, may keep an old block where no program can read it.)
 */
export class SealFile {
  readonly #files: Files;
  readonly #path: string;
  #state: SealState | undefined;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  get state(): SealState | undefined {
    return this.#state;
  }

  /** Reads it; what is no sealing key is none. Rejects when it is there and cannot be read. */
  async load(): Promise<void> {
    this.#forget();
    const bytes = await this.#read();
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const text = bytes.toString('latin1', slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
      const [, id, step, key] = SLOT.exec(text) ?? [];
      if (id === undefined || key === undefined || Number(step) <= (this.#state?.step ?? -1)) continue;
      this.#state = { id, step: Number(step), key: Buffer.from(key, 'hex') };
    }
    bytes.fill(0);
  }

  /** Begins a seal with its first key, in the place of any other. Rejects when it could not be kept; then there is none. */
  async begin(id: string, key: Buffer): Promise<void> {
    if (key.length !== SEAL_KEY_BYTES) throw new Error('a sealing key has 32 bytes');
    await this.clear();
    const state = { id, step: 0, key: Buffer.from(key) };
    await this.#write(async (file) => writeSlot(file, state));
    this.#state = state;
  }

  /** Makes the key of the next step the present one, and erases the old. On rejection the next one counts, and the old may be left. */
  async evolve(): Promise<void> {
    const old = this.#state;
    if (old === undefined) return;
    const state = { id: old.id, step: old.step + 1, key: nextSealKey(old.key) };
    this.#forget();
    this.#state = state;
    await this.#write(async (file) => {
      await writeSlot(file, state);
      await eraseSlot(file, old.step);
    });
  }

  /** Erases both slots. */
  async clear(): Promise<void> {
    this.#forget();
    await this.#write(async (file) => {
      for (let slot = 0; slot < SLOTS; slot += 1) await eraseSlot(file, slot);
    });
  }

  #forget(): void {
    this.#state?.key.fill(0);
    this.#state = undefined;
  }

  async #exists(): Promise<boolean> {
    return (await this.#files.list(dirname(this.#path))).includes(basename(this.#path));
  }

  async #read(): Promise<Buffer> {
    if (!(await this.#exists())) return Buffer.alloc(0);
    const file = await this.#files.open(this.#path, 'read');
    try {
      return await readFully(file, 0, SLOTS * SLOT_BYTES);
    } finally {
      await file.close();
    }
  }

  async #write(work: (file: OpenFile) => Promise<void>): Promise<void> {
    const isNew = !(await this.#exists());
    const file = await this.#files.open(this.#path, isNew ? 'create' : 'write');
    try {
      await work(file);
    } finally {
      await file.close();
    }
    if (isNew) await this.#files.syncFolder(dirname(this.#path));
  }
}

async function writeSlot(file: OpenFile, { id, step, key }: SealState): Promise<void> {
  const slot = Buffer.from(`${`${id} ${step} ${key.toString('hex')}`.padEnd(SLOT_BYTES - 1)}\n`, 'latin1');
  await writeFully(file, slot, (step % SLOTS) * SLOT_BYTES);
  await file.sync();
  slot.fill(0);
}

async function eraseSlot(file: OpenFile, step: number): Promise<void> {
  await writeFully(file, Buffer.alloc(SLOT_BYTES, ' '), (step % SLOTS) * SLOT_BYTES);
  await file.sync();
}
