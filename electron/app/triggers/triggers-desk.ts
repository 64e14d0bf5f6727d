import { REASON_MIN } from '#shared/contract/bounds';
import type { TriggerEdit } from '#shared/contract/triggers';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import { type StoredTriggers, settingsOf } from '#shared/model/stored-triggers';
import type { Clock } from '#shared/model/time';
import {
  isLooser,
  isSameSetting,
  TRIGGER_IDS,
  type TriggerSetting,
  type TriggerSettings,
  triggerDefinition,
  triggerProblem,
} from '#shared/model/triggers';
import type { PassphraseAnswer } from '../../domains/halt/index';
import { askPassphrase, type PassphraseRefusal } from '../limits/ask-passphrase';

/** How often what could not be saved is tried again, milliseconds. */
const SAVE_EVERY_MS = 5_000;

type Failure = PassphraseRefusal | 'stale' | 'invalid' | 'journal-failed' | 'could-not-save';
type Changed = Result<
  { readonly revision: number; readonly note: string },
  { readonly code: Failure; readonly message: string }
>;

export interface TriggersDeskPorts {
  readonly clock: Clock;
  readonly checkPassphrase: (passphrase: string) => Promise<PassphraseAnswer>;
  /** Durable before it resolves. */
  readonly append: (type: string, data: unknown) => Promise<Result<unknown, { readonly message: string }>>;
  readonly record: (type: string, data: unknown) => void;
  /** Replaces the stored triggers atomically; throws when it cannot. */
  readonly save: (triggers: StoredTriggers) => void;
  /** They hold from now on. */
  readonly onChange: (settings: TriggerSettings) => void;
}

/**
 * The one way triggers are changed, in the order of limits (ADR 0013). Loosening: passphrase, then the record, then the settings,
 * then in force; what fails on the way leaves all as it was. Tightening: in force in the same tick, then recorded and saved, and
 * saved again until it is. Every change names the revision it was made on.
 */
export class TriggersDesk {
  readonly #ports: TriggersDeskPorts;
  #stored: StoredTriggers;
  #settings: TriggerSettings;
  #revision = 1;
  #isUnsaved = false;
  #stop: (() => void) | undefined;

  constructor(stored: StoredTriggers, ports: TriggersDeskPorts) {
    this.#stored = stored;
    this.#settings = settingsOf(stored);
    this.#ports = ports;
  }

  get settings(): TriggerSettings {
    return this.#settings;
  }

  get revision(): number {
    return this.#revision;
  }

  /** A sentence while what is in force is not on disk; empty otherwise. */
  get unsaved(): string {
    return this.#isUnsaved
      ? 'The triggers in force could not be saved: after a restart the older ones would apply. Free some space on the disk; it is tried again every 5 seconds.'
      : '';
  }

  /** Puts what is in force on record, then looks after what could not be saved. */
  start(): void {
    const { clock, record } = this.#ports;
    record('triggers.in-force', this.#settings);
    this.#stop = clock.every(SAVE_EVERY_MS, () => {
      if (this.#isUnsaved) this.#save();
    });
  }

  stop(): void {
    this.#stop?.();
  }

  /** Makes the edits, all or none. */
  async change(
    revision: number,
    edits: readonly TriggerEdit[],
    reason: string,
    passphrase: string | null,
  ): Promise<Changed> {
    if (revision !== this.#revision) return err(STALE);
    const problems = edits.flatMap(({ triggerId, to }) => {
      const problem = triggerProblem(triggerId, to);
      return problem === '' ? [] : [`${triggerDefinition(triggerId).name}: ${problem}`];
    });
    if (problems.length > 0) return invalid(problems.join(' '));
    const changes = edits.filter(({ triggerId, to }) => !isSameSetting(this.#settings[triggerId], to));
    if (changes.length === 0) return invalid('These triggers are set like that already.');
    const data = {
      reason,
      changes: changes.map(({ triggerId, to }) => ({ triggerId, from: this.#settings[triggerId], to })),
    };
    const next = withEdits(this.#stored, changes);
    const loosens = changes.some(({ triggerId, to }) => isLooser(triggerId, this.#settings[triggerId], to));
    if (loosens) return this.#loosen(revision, next, data, passphrase);
    this.#put(next);
    this.#save();
    this.#ports.record('triggers.changed', { ...data, loosens: false });
    return ok({ revision: this.#revision, note: this.unsaved });
  }

  async #loosen(
    revision: number,
    next: StoredTriggers,
    data: { readonly reason: string; readonly changes: unknown },
    passphrase: string | null,
  ): Promise<Changed> {
    const { checkPassphrase, append, record, save } = this.#ports;
    if (data.reason.trim().length < REASON_MIN)
      return invalid('Loosening a trigger asks for a reason, which goes on record.');
    const because = 'This lets something go on that was stopped or told';
    const refused = await askPassphrase(checkPassphrase, passphrase, because, 'No trigger was changed.');
    if (refused !== undefined) {
      record('operator.triggers-refused', { code: refused.code });
      return err(refused);
    }
    if (revision !== this.#revision) return err(STALE);
    const recorded = await append('triggers.changed', { ...data, loosens: true });
    if (!recorded.ok)
      return err({
        code: 'journal-failed',
        message: `The change could not be recorded, so no trigger was changed. ${recorded.error.message}`,
      });
    if (revision !== this.#revision) {
      record('triggers.change-dropped', { why: 'the triggers had changed meanwhile' });
      return err(STALE);
    }
    try {
      save(next);
    } catch (thrown) {
      record('triggers.change-dropped', { why: messageOf(thrown) });
      return err({
        code: 'could-not-save',
        message: `The triggers could not be saved (${messageOf(thrown)}). No trigger was changed; free some space and try again.`,
      });
    }
    this.#isUnsaved = false;
    this.#put(next);
    return ok({ revision: this.#revision, note: '' });
  }

  #put(next: StoredTriggers): void {
    this.#stored = next;
    const before = this.#settings;
    const after = settingsOf(next);
    // Those that stay keep their identity: what they have counted stays, too.
    this.#settings = Object.fromEntries(
      TRIGGER_IDS.map((id) => [id, isSameSetting(before[id], after[id]) ? before[id] : after[id]]),
    ) as Record<(typeof TRIGGER_IDS)[number], TriggerSetting>;
    this.#revision += 1;
    this.#ports.onChange(this.#settings);
  }

  #save(): void {
    try {
      this.#ports.save(this.#stored);
      this.#isUnsaved = false;
    } catch (thrown) {
      if (!this.#isUnsaved) this.#ports.record('triggers.not-saved', { why: messageOf(thrown) });
      this.#isUnsaved = true;
    }
  }
}

/** A trigger that is set as the standard has it is not kept. */
function withEdits(stored: StoredTriggers, edits: readonly TriggerEdit[]): StoredTriggers {
  const set = { ...stored.set };
  for (const { triggerId, to } of edits) {
    if (isSameSetting(triggerDefinition(triggerId).standard, to)) delete set[triggerId];
    else set[triggerId] = to;
  }
  return { ...stored, set };
}

const invalid = (message: string): Changed => err({ code: 'invalid', message: `${message} Nothing was changed.` });

const STALE = {
  code: 'stale',
  message:
    'The triggers have changed since this edit was begun, in another window. Nothing was changed; look at them as they are now, then save again.',
} as const;
