import type { HealthView } from '#shared/contract/views';
import type { ProcessStatus } from '../platform/process/supervised-process';

type Id = HealthView['id'];

const NAMES: Readonly<Record<Id, string>> = {
  journal: 'Journal',
  guard: 'Dead-man guard',
  exchange: 'Exchange link',
  market: 'Market data',
  'paper-exchange': 'Paper exchange',
  keychain: 'Keychain',
  clock: 'Clock',
  'ways-to-halt': 'Ways to halt',
  'journal-copies': 'Journal copies',
};
const ORDER: readonly Id[] = [
  'exchange',
  'market',
  'guard',
  'journal',
  'paper-exchange',
  'keychain',
  'clock',
  'ways-to-halt',
];

/** Has no light until something is said of it: most desks keep no mirror. */
const OPTIONAL: ReadonlySet<Id> = new Set(['journal-copies']);

const starting = (id: Id): HealthView => ({
  id,
  name: NAMES[id],
  level: 'starting',
  message: 'Starting.',
  pid: null,
  restarts: 0,
});

/** The lights of the health strip. Each part reports its own; all are shown in one fixed order. */
export class Health {
  readonly #items = new Map<Id, HealthView>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    for (const id of ORDER) this.#items.set(id, starting(id));
  }

  set(id: Id, level: HealthView['level'], message: string): void {
    const before = this.#items.get(id) ?? (OPTIONAL.has(id) ? starting(id) : undefined);
    if (before === undefined || (before.level === level && before.message === message)) return;
    this.#items.set(id, { ...before, level, message });
    this.#onChange();
  }

  /** Takes an optional light away: there is nothing to say. */
  clear(id: Id): void {
    if (OPTIONAL.has(id) && this.#items.delete(id)) this.#onChange();
  }

  setProcess(id: Id, { pid, restarts }: ProcessStatus): void {
    const before = this.#items.get(id);
    if (before === undefined) return;
    this.#items.set(id, { ...before, pid: pid ?? null, restarts });
    this.#onChange();
  }

  get(id: Id): HealthView | undefined {
    return this.#items.get(id);
  }

  list(): readonly HealthView[] {
    return [...this.#items.values()];
  }
}
