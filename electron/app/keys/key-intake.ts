import type { Request } from '#shared/contract/index';
import type { Credential } from '#shared/model/account';
import { isUnanswered } from '#shared/model/key-drift';
import { ENVIRONMENT_WORDS, KEY_GUIDES, PURPOSE_WORDS } from '#shared/model/key-guides';
import { messageOf, ok, type Result } from '#shared/model/result';
import type { KeptKey, KeySlot, VaultFailure } from '../../domains/vault/index';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import { done, failed } from './answers';
import { type Draft, Drafts, missingParts } from './drafts';
import { endingOf, shapePart } from './key-shape';
import type { KeyDeskPorts } from './ports';
import { verdictInShort, withoutCallerIp } from './records';
import { verdictView } from './view';

/** A check is good for keeping for so long, milliseconds: what an exchange said an hour ago is not what it says now. */
const CHECK_GOOD_MS = 600_000;

const NO_DRAFT =
  'This key is not being set up any more: it was left for ten minutes, or the keys were locked. Nothing of it is kept; begin again.';
const BUSY = 'Something is being done with this key already. Wait until it has ended.';

/**
 * Takes keys in. A secret comes from the clipboard to the inspector and the vault, and nowhere else: it crosses no channel and is in no
 * record. Nothing is kept before the exchange has said what the key may do, that was not refused, and what it does not tell was stated
 * by name.
 */
export class KeyIntake {
  readonly #ports: KeyDeskPorts;
  readonly #drafts: Drafts;

  constructor(ports: KeyDeskPorts) {
    this.#ports = ports;
    this.#drafts = new Drafts(ports.clock);
    ports.vault.onLock(() => this.#drafts.forgetAll());
  }

  begin({ replaces, ...slot }: Request<'keys.begin'>): HandlerAnswer<'keys.begin'> {
    const closed = this.#closed();
    if (closed !== undefined) return closed;
    const guide = KEY_GUIDES[slot.exchange];
    if (slot.environment === 'testnet' && !guide.testnet)
      return failed(
        'not-offered',
        `${guide.name} has no test network that Holdfast links to. Choose live, or paper trading without a key.`,
      );
    if (!guide.purposes.includes(slot.purpose))
      return failed(
        'not-offered',
        `${guide.name} needs no key to watch: everything of an account can be read by its address.`,
      );
    const kept = this.#ports.store.list();
    const old = kept.find(({ keyId }) => keyId === replaces);
    if (replaces !== null && (old === undefined || !isSameSlot(old, slot)))
      return failed(
        'unknown-key',
        'The key to be replaced is not kept any more, or is for something else. Nothing was changed.',
      );
    if (replaces === null && kept.some((key) => isSameSlot(key, slot))) return failed('taken', takenText(slot));
    return { ok: true, value: { draftId: this.#drafts.begin(slot, replaces ?? undefined).id } };
  }

  /** Takes one part from the clipboard. What is not taken stays on the clipboard; what is, does not. */
  async paste({ draftId, part }: Request<'keys.paste'>): Promise<HandlerAnswer<'keys.paste'>> {
    const draft = this.#drafts.use(draftId);
    if (draft === undefined) return failed('unknown-draft', NO_DRAFT);
    if (draft.isBusy) return failed('busy', BUSY, true);
    const { name, parts } = KEY_GUIDES[draft.slot.exchange];
    const guide = parts.find((each) => each.part === part);
    if (guide === undefined) return failed('not-a-key', `A key of ${name} has no such part. Nothing was taken.`);
    const pasted = await this.#clipboardText(draft);
    if (!this.#drafts.has(draft)) return failed('unknown-draft', NO_DRAFT);
    if (pasted.trim() === '')
      return failed(
        'empty',
        `There is no text on the clipboard. Copy the ${guide.name} at ${name} first, then paste it here.`,
        true,
      );
    const shaped = shapePart(guide, pasted);
    const what = `What is on the clipboard is not the ${guide.name} of ${name}`;
    if (!shaped.ok)
      return failed('not-a-key', `${what}: ${shaped.error}. Nothing was taken; copy it again, whole.`, true);
    const twin = parts.find((each) => each.part !== part && draft.parts.get(each.part) === shaped.value);
    if (twin !== undefined)
      return failed(
        'not-a-key',
        `${what}: the same text was pasted as the ${twin.name} before. Nothing was taken.`,
        true,
      );
    draft.parts.set(part, shaped.value);
    draft.verdict = undefined;
    await this.#clearClipboard(pasted);
    return { ok: true, value: { characters: shaped.value.trim().length, ending: endingOf(guide, shaped.value) } };
  }

  async check({ draftId }: Request<'keys.check'>): Promise<HandlerAnswer<'keys.check'>> {
    const draft = this.#drafts.use(draftId);
    if (draft === undefined) return failed('unknown-draft', NO_DRAFT);
    if (draft.isBusy) return failed('busy', BUSY, true);
    const closed = this.#closed();
    if (closed !== undefined) return failed('locked', closed.message, true);
    const missing = missingParts(draft);
    if (missing.length > 0) return failed('incomplete', `Not pasted yet: ${missing.join(', ')}. Nothing was asked.`);
    draft.isBusy = true;
    draft.verdict = undefined;
    try {
      const { slot } = draft;
      const twin = await this.#isWhatItReplaces(draft);
      if (!twin.ok) return failed('locked', twin.error.message, true);
      if (twin.value) return failed('same-key', SAME_KEY, true);
      const verdict = await this.#ports.inspector.inspect(slot, credentialOf(draft), (step, state) =>
        this.#ports.onProgress({ draftId, step: step.slice(0, 200), state }),
      );
      if (verdict.refusals.length > 0)
        this.#ports.record('key.refused', { ...slot, ...this.#ending(draft), ...verdictInShort(verdict) });
      if (!this.#drafts.has(draft)) return failed('unknown-draft', NO_DRAFT);
      this.#drafts.use(draftId);
      draft.verdict = verdict;
      return { ok: true, value: verdictView(verdict) };
    } finally {
      draft.isBusy = false;
    }
  }

  async keep({ draftId, statements, by }: Request<'keys.keep'>): Promise<HandlerAnswer<'keys.keep'>> {
    const { clock, store } = this.#ports;
    const draft = this.#drafts.use(draftId);
    if (draft === undefined) return failed('unknown-draft', NO_DRAFT);
    const { slot, verdict, replaces } = draft;
    const at = clock.now();
    if (draft.isBusy || verdict === undefined || at - verdict.at > CHECK_GOOD_MS)
      return failed('not-checked', 'This key was not checked just now, so it is not kept. Press Check first.', true);
    if (verdict.refusals.length > 0 || isUnanswered(verdict))
      return failed('refused', `The key is not kept: ${verdict.refusals[0]?.sentence ?? 'it was refused.'}`);
    const missing = verdict.statements.filter((each) => !statements.includes(each));
    if (missing.length > 0)
      return failed(
        'statements-missing',
        'Something the exchange does not tell is not stated yet. Tick each statement; nothing is kept before.',
      );
    const taken = store.list().find((key) => isSameSlot(key, slot));
    if (taken !== undefined && taken.keyId !== replaces) return failed('taken', takenText(slot));
    draft.isBusy = true;
    try {
      const stated = verdict.statements.map((statement) => ({ statement, by, at }));
      const about = { ...slot, ...this.#ending(draft), replaces: replaces ?? null, by, statements: verdict.statements };
      const written = await this.#ports.append('key.accepted', { ...about, ...verdictInShort(verdict) });
      if (!written.ok)
        return failed(
          'journal-failed',
          `The key could not be put on record (${written.error.message}), so it is not kept. Try again.`,
          true,
        );
      if (!this.#drafts.has(draft)) return failed('unknown-draft', NO_DRAFT);
      const kept = await this.#put(draft, {
        ...slot,
        ...this.#ending(draft),
        verdict: withoutCallerIp(verdict),
        statements: stated,
      });
      if (!kept.ok) {
        this.#ports.record('key.not-kept', { ...about, code: kept.error.code });
        return failed(KEEP_CODES[kept.error.code], kept.error.message, true);
      }
      const { keyId } = kept.value;
      this.#ports.record(replaces === undefined ? 'key.kept' : 'key.replaced', { keyId, ...about });
      this.#drafts.forget(draftId);
      return { ok: true, value: { keyId } };
    } finally {
      draft.isBusy = false;
    }
  }

  discard({ draftId }: Request<'keys.discard'>): HandlerAnswer<'keys.discard'> {
    this.#drafts.forget(draftId);
    return done;
  }

  /** Empty when it cannot be read: nothing is taken then. */
  async #clipboardText(draft: Draft): Promise<string> {
    draft.isBusy = true;
    try {
      return await this.#ports.clipboard.read();
    } catch (thrown) {
      this.#ports.record('key.clipboard-failed', { doing: 'read', message: messageOf(thrown) });
      return '';
    } finally {
      draft.isBusy = false;
    }
  }

  async #clearClipboard(text: string): Promise<void> {
    try {
      await this.#ports.clipboard.clearIfHolds(text);
    } catch (thrown) {
      this.#ports.record('key.clipboard-failed', { doing: 'clear', message: messageOf(thrown) });
    }
  }

  /** Whether the new key is the old one: looked at closely only where their public parts end alike. */
  async #isWhatItReplaces(draft: Draft): Promise<Result<boolean, VaultFailure>> {
    const { store } = this.#ports;
    const old = store.list().find(({ keyId }) => keyId === draft.replaces);
    if (old === undefined || old.ending !== this.#ending(draft).ending) return ok(false);
    const lent = await store.lend(old.keyId, 'inspector');
    return lent.ok ? ok(lent.value.secret === draft.parts.get('secret')) : lent;
  }

  /** A key takes the place of another while the account's bots stand still: none sends an order signed by half of each. */
  async #put(draft: Draft, key: Omit<KeptKey, 'keyId' | 'storedAt'>) {
    const { store, pauseBots } = this.#ports;
    if (draft.replaces === undefined) return store.put(key, credentialOf(draft), undefined);
    const goOn = await pauseBots(draft.slot.accountId);
    try {
      return await store.put(key, credentialOf(draft), draft.replaces);
    } finally {
      goOn();
    }
  }

  #ending({ slot, parts }: Draft): { readonly ending: string } {
    const [guide] = KEY_GUIDES[slot.exchange].parts;
    const text = guide === undefined ? undefined : parts.get(guide.part);
    return { ending: guide === undefined || text === undefined ? '' : endingOf(guide, text) };
  }

  /** Why no key can be taken in now. */
  #closed() {
    const { state, message } = this.#ports.vault.view();
    if (state === 'unlocked') return undefined;
    if (state === 'unusable') return failed('keychain', message, true);
    const why =
      state === 'locked'
        ? 'The keys are locked. Unlock them first'
        : 'No passphrase is set for the keys yet. Set one first';
    return failed('locked', `${why}; nothing was changed.`, true);
  }
}

const SAME_KEY =
  'This is the key that is kept already, so there is nothing to replace, and deleting “the old one” would delete it. Make a new key at the exchange.';

const isSameSlot = (a: KeySlot, b: KeySlot): boolean =>
  a.exchange === b.exchange &&
  a.environment === b.environment &&
  a.accountId === b.accountId &&
  a.purpose === b.purpose;

const takenText = ({ exchange, environment, accountId, purpose }: KeySlot): string =>
  `A key to ${PURPOSE_WORDS[purpose].name.toLowerCase()} is kept for ${accountId} at ${KEY_GUIDES[exchange].name}, ${ENVIRONMENT_WORDS[environment]}. ` +
  'Replace it from its own page, or choose another account name.';

function credentialOf({ parts }: Draft): Credential {
  const [apiKey, secret, passphrase] = [parts.get('api-key'), parts.get('secret'), parts.get('passphrase')];
  if (apiKey === undefined || secret === undefined) throw new Error('a key that is not whole is not used');
  return { apiKey, secret, ...(passphrase === undefined ? {} : { passphrase }) };
}

const KEEP_CODES = {
  locked: 'locked',
  'not-set-up': 'locked',
  keychain: 'keychain',
  'unknown-key': 'taken',
  taken: 'taken',
  'not-allowed': 'refused',
  damaged: 'keychain',
  'journal-failed': 'journal-failed',
  'could-not-save': 'could-not-save',
} as const satisfies Record<VaultFailure['code'] | 'damaged' | 'journal-failed', string>;
