import { messageOf } from '#shared/model/result';
import { CheckpointMaker } from '../../../electron/domains/journal/checkpoint/maker';
import { serveProofs } from '../../../electron/domains/journal/checkpoint/requests';
import type { JournalProtocol } from '../../../electron/domains/journal/protocol';
import type { TailQuery } from '../../../electron/domains/journal/tail';
import { readTail } from '../../../electron/domains/journal/tail';
import { verifyJournal } from '../../../electron/domains/journal/verify';
import type { JournalWire } from '../../../electron/domains/journal/wire';
import { JournalWriter } from '../../../electron/domains/journal/writer';
import { type Emit, RequestError } from '../../../electron/platform/process/serve';
import type { Disk } from './disk';
import type { SimStart } from './processes';

/** The journal writer process: the real writer on the simulated disk. It repeats the wiring of workers/journal. */
export function journalProcess(disk: Disk, makeJournalId: () => string): SimStart {
  return async (config, emitAny, life) => {
    const { directory, segmentBytes, sealFile } = config as JournalWire['config'];
    const emit = emitAny as Emit<JournalProtocol>;
    const files = disk.filesOf(life);
    const { writer, ready } = await JournalWriter.open({
      files,
      clock: life,
      directory,
      segmentBytes,
      makeJournalId,
      onHealth: (health) => emit('health', health),
    });
    const reading = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (thrown) {
        throw new RequestError('journal-failed', `The journal could not be read (${messageOf(thrown)}).`);
      }
    };
    const { journalId } = ready;
    const end = () => writer.end;
    const maker = new CheckpointMaker({ files, clock: life, directory, journalId, end, sealFile });
    return {
      ready,
      requests: {
        ...serveProofs(maker, reading),
        append: async ({ bytes }: JournalWire['requests']['append']['params']) => {
          const result = await writer.append(bytes);
          if (result.ok) return result.value;
          const { code, message, mayBeWritten } = result.error;
          throw new RequestError(code, message, { mayBeWritten });
        },
        tail: async (query: TailQuery) => ({ records: await reading(readTail(files, directory, writer.end, query)) }),
        verify: () => reading(verifyJournal(files, directory, writer.end, () => life.monotonicMs())),
      },
      notices: {},
      stop: () => writer.close(),
    };
  };
}
