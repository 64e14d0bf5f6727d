import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Request } from '#shared/contract/index';
import { messageOf, type Result } from '#shared/model/result';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';

const done = { ok: true, value: {} } as const;

/** What each channel of the history does. */
export function historyHandlers(
  console: Pick<Console, 'history' | 'recorder' | 'clock' | 'dataFolder'>,
): Pick<Handlers, Extract<keyof Handlers, `history.${string}`>> {
  const { client, chooseFile } = console.history;
  let isExporting = false;
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
    'history.export': async (request) => {
      if (isExporting)
        return {
          ok: false,
          code: 'running',
          message: 'An export is being written already. Nothing was started; wait for its end.',
          retry: true,
        };
      isExporting = true;
      try {
        return await exported(console, request, chooseFile);
      } finally {
        isExporting = false;
      }
    },
  };
}

/** `holdfast-realised-fifo-2026-01-01-to-2026-01-31.csv`, in UTC days. */
export function exportName({ kind, method, from, to, accountId }: Request<'history.export'>): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const parts = ['holdfast', kind, ...(kind === 'realised' ? [method] : []), ...(accountId === '' ? [] : [accountId])];
  return `${parts.join('-')}-${day(from)}-to-${day(to)}.csv`;
}

async function exported(
  { history, recorder, dataFolder }: Pick<Console, 'history' | 'recorder' | 'dataFolder'>,
  request: Request<'history.export'>,
  chooseFile: ((title: string, name: string) => Promise<string | undefined>) | undefined,
) {
  const name = exportName(request);
  const path = await placeFor(name, dataFolder, chooseFile);
  if (!path.ok) return { ok: false, code: 'not-written', message: notWritten(path.error), retry: true } as const;
  if (path.value === undefined) return { ok: true, value: { saved: null } } as const;
  const written = await history.client.export({ ...request, path: path.value });
  if (!written.ok) {
    if (written.error.code === 'journal-broken')
      return {
        ok: false,
        code: 'journal-broken',
        message: `The journal is not whole: ${written.error.message}. Nothing was exported, since the file would leave something out. Open the Journal screen and verify it.`,
        retry: false,
      } as const;
    return { ok: false, code: 'not-written', message: notWritten(written.error.message), retry: true } as const;
  }
  const { kind: what, method, from, to, accountId } = request;
  const { rows, bytes, sha256 } = written.value;
  const about = { what, ...(what === 'realised' && { method }), from, to, accountId: accountId || null };
  recorder.record('export.saved', { ...about, file: basename(path.value), rows, bytes, sha256 });
  return { ok: true, value: { saved: { file: path.value, rows, bytes, sha256 } } } as const;
}

/** Where the operator says; without a dialog the data folder's exports/. Undefined: the dialog was closed. */
async function placeFor(
  name: string,
  dataFolder: string,
  chooseFile: ((title: string, name: string) => Promise<string | undefined>) | undefined,
): Promise<Result<string | undefined, string>> {
  try {
    if (chooseFile !== undefined) return { ok: true, value: await chooseFile('Save the export', name) };
    const folder = join(dataFolder, 'exports');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { ok: true, value: join(folder, name) };
  } catch (thrown) {
    return { ok: false, error: messageOf(thrown) };
  }
}

const notWritten = (why: string): string =>
  `The export was not written (${why}). The journal is untouched. Free some space or choose another folder, and try again.`;

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
