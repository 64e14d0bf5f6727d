import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';

const done = { ok: true, value: {} } as const;

/** What each channel of the history does. */
export function historyHandlers(
  console: Pick<Console, 'history'>,
): Pick<Handlers, Extract<keyof Handlers, `history.${string}`>> {
  const { client, exports } = console.history;
  return {
    'history.status': () => {
      client.start();
      return { ok: true, value: client.status };
    },
    'history.choices': async () => {
      const answer = await client.ask('choices', {});
      if (!answer.ok) return failed(answer);
      const { bots, accounts, symbols } = answer.value;
      return { ok: true, value: { bots: [...bots], accounts: [...accounts], symbols: [...symbols] } };
    },
    'history.search': async (query) => {
      const answer = await client.ask('search', query);
      return answer.ok ? { ok: true, value: { ...answer.value, events: [...answer.value.events] } } : failed(answer);
    },
    'history.story': async (question) => {
      const answer = await client.ask('story', question);
      if (!answer.ok) return failed(answer);
      const { story } = answer.value;
      return story === null ? notThere(client.status) : { ok: true, value: { ...story, events: [...story.events] } };
    },
    'history.halt': async ({ haltId }) => {
      const answer = await client.ask('halt', { haltId });
      if (!answer.ok) return failed(answer);
      const { seq } = answer.value;
      return seq === null ? notThere(client.status) : { ok: true, value: { seq } };
    },
    'history.charts': async (range) => {
      const answer = await client.ask('charts', range);
      if (!answer.ok) return failed(answer);
      const { accounts, bots, reasons, latency } = answer.value;
      return {
        ok: true,
        value: {
          accounts: accounts.map((account) => ({ ...account, points: [...account.points] })),
          bots: bots.map((bot) => ({ ...bot, points: [...bot.points] })),
          reasons: [...reasons],
          latency: [...latency],
        },
      };
    },
    'history.rebuild': () => {
      client.rebuild();
      return done;
    },
    'history.export': (request) => exports.write(request),
    'history.exports': () => ({ ok: true, value: exports.view }),
    'history.cancel-export': () =>
      exports.cancel()
        ? done
        : { ok: false, code: 'not-running', message: 'No export is being written just now.', retry: false },
  };
}

const failed = ({ error }: { readonly error: { readonly message: string } }) =>
  ({
    ok: false,
    code: 'history-failed',
    message: `The history could not be asked (${error.message}). Trading, the halt and the journal are not touched by it. Try again in a moment.`,
    retry: true,
  }) as const;

const notThere = ({ indexed, of }: { readonly indexed: number; readonly of: number }) =>
  ({
    ok: false,
    code: 'no-such-record',
    message:
      indexed < of
        ? `It is not among the ${indexed} records read so far; the journal has ${of}. Try again in a moment.`
        : 'The journal has no such record.',
    retry: indexed < of,
  }) as const;
