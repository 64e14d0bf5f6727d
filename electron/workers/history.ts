import { messageOf } from '#shared/model/result';
import type { WrittenCsv } from '../domains/history/exports/csv';
import { exportTo } from '../domains/history/exports/export';
import type { ExportOrder, HistoryStatus, HistoryWire } from '../domains/history/protocol';
import { chartsOf } from '../domains/history/store/charts';
import { HistoryStore } from '../domains/history/store/history-store';
import { pick, search } from '../domains/history/store/search';
import { storyOf } from '../domains/history/store/story';
import { BrokenJournalError } from '../domains/journal/index';
import { systemClock } from '../platform/clock';
import { nodeFiles } from '../platform/files';
import { openParentChannel } from '../platform/process/parent-channel';
import { RequestError, serveWorker } from '../platform/process/serve';
import { seldom } from '../platform/seldom';

/** Progress is told this often at most, milliseconds. */
const TELL_EVERY_MS = 250;

interface RunningExport {
  readonly written: Promise<WrittenCsv>;
  /** Never rejects. */
  readonly ended: Promise<void>;
  readonly cancel: () => void;
}

function exportFailure(thrown: unknown, signal: AbortSignal): 'cancelled' | 'journal-broken' | 'not-written' {
  if (signal.aborted && thrown === signal.reason) return 'cancelled';
  return thrown instanceof BrokenJournalError ? 'journal-broken' : 'not-written';
}

/** The read model's process: it reads the journal's files and writes its own, and nobody who trades waits for it. */
serveWorker<HistoryWire>(openParentChannel(), async ({ journalFolder, journalId, folder }, emit) => {
  const tellBuilding = seldom(TELL_EVERY_MS, systemClock.monotonicMs, (status: HistoryStatus) =>
    emit('status', status),
  );
  const store = new HistoryStore({
    files: nodeFiles,
    journalFolder,
    journalId,
    folder,
    onStatus: (status) => (status.state === 'building' ? tellBuilding(status) : emit('status', status)),
  });
  await store.open();
  let exporting: RunningExport | undefined;
  const startExport = (order: ExportOrder): RunningExport => {
    const cancel = new AbortController();
    const onRead = seldom(TELL_EVERY_MS, systemClock.monotonicMs, (readSeq: number) =>
      emit('exporting', { readSeq, toSeq: order.toSeq }),
    );
    const written = exportTo(nodeFiles, journalFolder, journalId, order, onRead, cancel.signal).catch(
      (thrown: unknown) => {
        throw new RequestError(exportFailure(thrown, cancel.signal), messageOf(thrown));
      },
    );
    // Why it failed is answered to who asked for it; here it only matters that it is over, its unfinished file with it.
    const ended = written.then(
      () => undefined,
      () => undefined,
    );
    return { written, ended, cancel: () => cancel.abort() };
  };
  const named = (role: 'bot' | 'account' | 'symbol') => store.ask((database) => database.namesOf(role));
  return {
    ready: store.status,
    requests: {
      search: (query) => ({
        ...store.ask((database) => search(database, query, systemClock.monotonicMs)),
        indexed: store.status.indexed,
      }),
      story: ({ seq, windowMs }) => ({ story: store.ask((database) => storyOf(database, seq, windowMs)) ?? null }),
      halt: ({ haltId }) => ({
        seq: store.ask((database) => pick(database, { haltId, limit: 1, order: 'oldest' })[0]?.seq) ?? null,
      }),
      charts: (query) => store.ask((database) => chartsOf(database, query)),
      choices: () => ({ bots: named('bot'), accounts: named('account'), symbols: named('symbol') }),
      export: (order) => {
        exporting = startExport(order);
        return exporting.written;
      },
    },
    notices: {
      follow: ({ seq }) => void store.follow(seq),
      rebuild: () => void store.rebuild('the operator asked for it'),
      'cancel-export': () => exporting?.cancel(),
    },
    stop: async () => {
      exporting?.cancel();
      await exporting?.ended;
      await store.stop();
    },
  };
});
