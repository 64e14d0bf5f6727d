import { messageOf } from '#shared/model/result';
import { CheckpointMaker } from '../domains/journal/checkpoint/maker';
import { serveProofs } from '../domains/journal/checkpoint/requests';
import { writingFailure } from '../domains/journal/failure';
import { readTail } from '../domains/journal/tail';
import { verifyJournal } from '../domains/journal/verify';
import type { JournalWire } from '../domains/journal/wire';
import { JournalWriter } from '../domains/journal/writer';
import { systemClock } from '../platform/clock';
import { errorCodeOf, nodeFiles, writerFiles } from '../platform/files';
import { openParentChannel } from '../platform/process/parent-channel';
import { RequestError, serveWorker } from '../platform/process/serve';

/** The journal writer process: the only one that writes the journal. When its parent is gone it writes what waits, and exits. */
serveWorker<JournalWire>(openParentChannel(), async ({ directory, segmentBytes, sealFile }, emit) => {
  const { writer, ready } = await JournalWriter.open({
    files: writerFiles,
    clock: systemClock,
    directory,
    segmentBytes,
    onHealth: (health) => emit('health', health),
  }).catch((thrown: unknown) => {
    const code = errorCodeOf(thrown);
    // What has no system code, or says who holds the folder, is a sentence already.
    throw code === undefined || code === 'EBUSY' ? thrown : new Error(writingFailure(thrown, directory).message);
  });
  const reading = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (thrown) {
      throw new RequestError(
        'journal-failed',
        `The journal could not be read (${messageOf(thrown)}). Check the disk that holds it.`,
      );
    }
  };
  const { journalId } = ready;
  const end = () => writer.end;
  const maker = new CheckpointMaker({ files: nodeFiles, clock: systemClock, directory, journalId, end, sealFile });
  writer.onDurable = (records) => maker.told(records);
  return {
    ready,
    requests: {
      ...serveProofs(maker, reading),
      append: async ({ bytes }) => {
        const result = await writer.append(bytes);
        if (result.ok) return result.value;
        const { code, message, mayBeWritten } = result.error;
        throw new RequestError(code, message, { mayBeWritten });
      },
      tail: async (query) => ({ records: await reading(readTail(nodeFiles, directory, writer.end, query)) }),
      verify: () => reading(verifyJournal(nodeFiles, directory, writer.end, systemClock.monotonicMs)),
    },
    notices: {},
    stop: () => writer.close(),
  };
});
