import { isSameSetting, TRIGGER_IDS, triggerDefinition } from '#shared/model/triggers';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { observedIn } from './observed';
import { firingView } from './view';

type TriggerHandlers = Pick<Handlers, Extract<keyof Handlers, `triggers.${string}`>>;

/** Most firings shown; all that wait for an acknowledgement are among them, in whatever number. */
const SHOWN = 50;

/** What each channel of triggers does. */
export function triggerHandlers({
  triggers: { desk, service },
  clock,
  journal,
  settings,
}: Pick<Console, 'triggers' | 'clock' | 'journal' | 'settings'>): TriggerHandlers {
  const accountOf = (botId: string): string => settings.bots.find(({ id }) => id === botId)?.accountId ?? '';
  return {
    'triggers.read': () => {
      const newestFirst = [...service.firings].reverse();
      return {
        ok: true,
        value: {
          at: clock.now(),
          revision: desk.revision,
          unsaved: desk.unsaved,
          rows: TRIGGER_IDS.map((triggerId) => {
            const { worst, lastFiredAt } = service.now(triggerId);
            const setting = desk.settings[triggerId];
            return {
              triggerId,
              setting,
              isStandard: isSameSetting(setting, triggerDefinition(triggerId).standard),
              now: setting.enabled ? worst : null,
              lastFiredAt,
            };
          }),
          firings: newestFirst
            .filter(({ acknowledgedAt }, index) => acknowledgedAt === null || index < SHOWN)
            .map(firingView),
        },
      };
    },
    'triggers.change': async ({ revision, edits, reason, passphrase }) => {
      const changed = await desk.change(revision, edits, reason, passphrase);
      if (changed.ok) return changed;
      return { ok: false, ...changed.error, retry: changed.error.code !== 'invalid' };
    },
    'triggers.observed': async ({ triggerId, from, beforeSeq }) => {
      const { notRecorded } = triggerDefinition(triggerId);
      if (notRecorded !== undefined) return { ok: false, code: 'not-recorded', message: notRecorded, retry: false };
      const piece = await observedIn(journal, accountOf, triggerId, from, beforeSeq);
      if (piece.ok) return piece;
      return { ok: false, code: 'journal-failed', message: piece.error.message, retry: true };
    },
    'triggers.acknowledge': ({ id }) =>
      service.acknowledge(id)
        ? { ok: true, value: {} }
        : {
            ok: false,
            code: 'unknown-firing',
            message: `Nothing that fired is known by the name ${id}. Nothing was changed; the journal has all that ever fired.`,
            retry: false,
          },
  };
}
