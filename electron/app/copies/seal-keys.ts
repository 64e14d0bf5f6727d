import { open } from 'node:fs/promises';
import { messageOf } from '#shared/model/result';
import { publicKeyOf, type SealKeyAnswer } from '../../domains/journal/index';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import { redaction } from '../../platform/redaction';
import type { PasteSource } from '../keys/ports';
import type { Recorder } from '../recorder';
import type { VaultDesk } from '../vault/vault-desk';

export interface SealKeysPorts {
  readonly vault: Pick<VaultDesk, 'withJournalKeys' | 'unsignedWhy'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly clipboard?: PasteSource | undefined;
  /** Opens the system's dialog for a file to write: its path, undefined when it was closed without; missing where there is none. */
  readonly chooseFile?: ((title: string, name: string) => Promise<string | undefined>) | undefined;
  readonly onChange: () => void;
}

/** Most that can be given: a seal begins with a vault, and after one was lost. */
const MAX_GIVEN = 1_000;
const LINE = /^([0-9a-f]{16}) ([0-9a-f]{64})$/;

/**
 * First keys of the journal's seals. Whoever has one can make seals, so they are secrets: they come from the vault while it is open, or from
 * the clipboard, which main reads itself, and go to the process that verifies and into a file that the operator names. No channel to a window,
 * no record, no log carries one.
 */
export class SealKeys {
  readonly #ports: SealKeysPorts;
  /** Hex, by the seal's id. */
  readonly #given = new Map<string, string>();
  /** No log line and no error shows a given key while it is held. */
  #takeBack: () => void = () => undefined;

  constructor(ports: SealKeysPorts) {
    this.#ports = ports;
  }

  /** Ids of the seals whose keys the operator gave. */
  get given(): readonly string[] {
    return [...this.#given.keys()];
  }

  /** What is known of a seal's first key. */
  of(id: string): SealKeyAnswer {
    const key = this.#given.get(id);
    if (key !== undefined) return { of: 'operator', key };
    return this.#ofVault(id) ?? { of: null, why: this.#ports.vault.unsignedWhy ?? 'locked' };
  }

  #ofVault(id: string): (SealKeyAnswer & { readonly of: 'vault' }) | undefined {
    return this.#ports.vault.withJournalKeys((keys) => ({
      of: 'vault',
      key: keys.firstSealKey(id).toString('hex'),
      signer: publicKeyOf(keys.signingSeed()),
    }));
  }

  /** Takes keys from the clipboard: lines of a seal's id and its first key. What is taken does not stay on the clipboard. Never rejects. */
  async paste(): Promise<HandlerAnswer<'journal.paste-seal-keys'>> {
    const { clipboard } = this.#ports;
    if (clipboard === undefined)
      return notPasted(
        'no-clipboard',
        'There is no clipboard here, so no key was taken. Unlock the vault: it has the keys of the seals it began.',
      );
    let text: string;
    try {
      text = await clipboard.read();
    } catch (thrown) {
      return notPasted('no-clipboard', `The clipboard could not be read (${messageOf(thrown)}). Nothing was taken.`);
    }
    const lines = text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const keys = lines.flatMap((line) => {
      const [, id, key] = LINE.exec(line) ?? [];
      return id === undefined || key === undefined ? [] : [[id, key] as const];
    });
    if (lines.length === 0)
      return notPasted('not-seal-keys', 'There is no text on the clipboard. Copy the lines of your seal keys first.');
    if (keys.length !== lines.length || keys.length > MAX_GIVEN)
      return notPasted(
        'not-seal-keys',
        'What is on the clipboard is not seal keys: each line has a seal of 16 characters, a blank, and its key of 64, of 0-9 and a-f. Nothing was taken, and it is still on the clipboard.',
      );
    for (const [id, key] of keys) this.#given.set(id, key);
    this.#takeBack();
    this.#takeBack = redaction.lend([...this.#given.values()]);
    this.#ports.onChange();
    try {
      await clipboard.clearIfHolds(text);
    } catch (thrown) {
      this.#ports.recorder.record('key.clipboard-failed', { doing: 'clear', message: messageOf(thrown) });
    }
    return { ok: true, value: { seals: keys.length } };
  }

  forget(): void {
    this.#given.clear();
    this.#takeBack();
    this.#ports.onChange();
  }

  /** Writes the first keys of these seals, which were found to fit, into a file that the operator names. Never rejects. */
  async save(ids: readonly string[]): Promise<HandlerAnswer<'journal.save-seal-keys'>> {
    const { chooseFile, recorder, vault } = this.#ports;
    if (ids.length === 0)
      return {
        ok: false,
        code: 'no-seals',
        message:
          'No seal is known that is this vault’s. Verify all with the vault unlocked first: that finds the seals of this journal.',
        retry: true,
      };
    if (vault.unsignedWhy !== undefined)
      return {
        ok: false,
        code: 'locked',
        message: 'The vault is locked, so nothing was saved. Unlock it, and save them again.',
        retry: true,
      };
    if (chooseFile === undefined)
      return {
        ok: false,
        code: 'not-saved',
        message: 'There is no dialog for files here, so nothing was saved. Start Holdfast on a desktop.',
        retry: false,
      };
    try {
      const path = await chooseFile('Save the keys of the journal’s seals', 'holdfast-seal-keys.txt');
      if (path === undefined) return { ok: true, value: { file: null } };
      const keys = ids.map((id) => ({ id, answer: this.of(id) }));
      const lines = keys.flatMap(({ id, answer }) => (answer.of === null ? [] : [`${id} ${answer.key}\n`]));
      if (lines.length < ids.length)
        return {
          ok: false,
          code: 'locked',
          message: 'The vault was locked meanwhile, so nothing was saved.',
          retry: true,
        };
      // On record before it is out.
      recorder.record('journal.seal-keys-saved', { seals: [...ids] });
      await writeForOwnerAlone(path, lines.join(''));
      return { ok: true, value: { file: path } };
    } catch (thrown) {
      return {
        ok: false,
        code: 'not-saved',
        message: `The keys could not be saved (${messageOf(thrown)}). If a file was begun, delete it. Choose another folder.`,
        retry: true,
      };
    }
  }
}

/** A file that was there before may be readable by others. */
async function writeForOwnerAlone(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

const notPasted = (
  code: 'no-clipboard' | 'not-seal-keys',
  message: string,
): HandlerAnswer<'journal.paste-seal-keys'> => ({ ok: false, code, message, retry: true });
