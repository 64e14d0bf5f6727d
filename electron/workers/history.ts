import { messageOf } from '#shared/model/result';
import { exportTo } from '../domains/history/exports/export';
import type { HistoryWire } from '../domains/history/protocol';
import { chartsOf } from '../domains/history/store/charts';
import { HistoryStore } from '../domains/history/store/history-store';
import { pick, search } from '../domains/history/store/search';
import { storyOf } from '../domains/history/store/story';
import { BrokenJournalError } from '../domains/journal/index';
import { systemClock } from '../platform/clock';
import { nodeFiles } from '../platform/files';
import { openParentChannel } from '../platform/process/parent-channel';
import { RequestError, serveWorker } from '../platform/process/serve';

/** Progress is told this often at most, milliseconds. */
const TELL_EVERY_MS = 250;

/** The read model's process: it reads the journal's files and writes its own, and nobody who trades waits for it. */
serveWorker<HistoryWire>(openParentChannel(), async ({ journalFolder, journalId, folder }, emit) => {
  let toldAt = Number.NEGATIVE_INFINITY;
  const store = new HistoryStore({
    files: nodeFiles,
    journalFolder,
    journalId,
    folder,
    onStatus: (status) => {
      const now = systemClock.monotonicMs();
      if (status.state === 'building' && now - toldAt < TELL_EVERY_MS) return;
      toldAt = now;
      emit('status', status);
    },
  });
  await store.open();
  const named = (role: 'bot' | 'account' | 'symbol') => store.ask((database) => database.namesOf(role));
  return {
    ready: store.status,
    requests: {
      search: (query) => store.ask((database) => search(database, query, systemClock.monotonicMs)),
      story: ({ seq, windowMs }) => ({ story: store.ask((database) => storyOf(database, seq, windowMs)) ?? null }),
      halt: ({ haltId }) => ({
        seq: store.ask((database) => pick(database, { haltId, limit: 1, order: 'oldest' })[0]?.seq) ?? null,
      }),
      charts: (query) => store.ask((database) => chartsOf(database, query)),
      choices: () => ({ bots: named('bot'), accounts: named('account'), symbols: named('symbol') }),
      export: (order) =>
        exportTo(nodeFiles, journalFolder, journalId, order, (readSeq) => emit('exporting', { readSeq })).catch(
          (thrown: unknown) => {
            throw new RequestError(
              thrown instanceof BrokenJournalError ? 'journal-broken' : 'not-written',
              messageOf(thrown),
            );
          },
        ),
    },
    notices: {
      follow: ({ seq }) => void store.follow(seq),
      rebuild: () => void store.rebuild('the operator asked for it'),
    },
    stop: () => store.stop(),
  };
});
