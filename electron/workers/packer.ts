import { ArchiveRefusal, copyToArchive, removeArchived } from '../domains/journal/index';
import { makeBackup } from '../domains/keeping/backup';
import { makeBundle } from '../domains/keeping/bundle';
import { KeepingError } from '../domains/keeping/failures';
import type { ManifestSigned, ManifestToSign } from '../domains/keeping/manifest-signature';
import type { PackerWire, Progress } from '../domains/keeping/protocol';
import { proveBackup } from '../domains/keeping/prove';
import { systemClock } from '../platform/clock';
import { nodeFiles } from '../platform/files';
import { openParentChannel } from '../platform/process/parent-channel';
import { RequestError, serveWorker } from '../platform/process/serve';
import { seldom } from '../platform/seldom';

/** Progress is told at most this often, milliseconds. */
const TELL_EVERY_MS = 100;

/** The process that makes one bundle, backup or archive, and ends. It reads the journal, and writes nothing of it: it only removes what is archived. */
serveWorker<PackerWire>(openParentChannel(), (_config, emit) => {
  const cancel = new AbortController();
  let onSigned: (signed: ManifestSigned) => void = () => undefined;
  const sign = (manifest: ManifestToSign): Promise<ManifestSigned> =>
    new Promise((resolve, reject) => {
      onSigned = resolve;
      cancel.signal.addEventListener('abort', () => reject(cancel.signal.reason), { once: true });
      emit('sign', manifest);
    });
  const onProgress = seldom(TELL_EVERY_MS, systemClock.monotonicMs, (progress: Progress) => emit('progress', progress));
  const doing = async <T>(path: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (thrown) {
      if (thrown instanceof ArchiveRefusal) throw new RequestError(thrown.code, thrown.message);
      const { code, message } = KeepingError.of(thrown, 'in-the-way', path);
      throw new RequestError(code, message);
    }
  };
  return {
    ready: {},
    requests: {
      bundle: (order) => doing(order.file, makeBundle(order, nodeFiles, cancel.signal, onProgress, sign)),
      archive: (order) => doing(order.folder, copyToArchive(order, nodeFiles, cancel.signal, onProgress)),
      'remove-archived': ({ directory, through }) =>
        doing(
          directory,
          removeArchived(nodeFiles, directory, through).then(() => ({})),
        ),
      backup: (order) =>
        doing(
          order.file,
          (async () => {
            const made = await makeBackup(order, nodeFiles, cancel.signal, onProgress);
            onProgress({ doing: 'restoring it for proof', done: 0, total: 0 });
            return { ...made, proof: await proveBackup(order, made.bytes, nodeFiles, cancel.signal) };
          })(),
        ),
    },
    notices: { cancel: () => cancel.abort(), signed: (signed) => onSigned(signed) },
    stop: () => cancel.abort(),
  };
});
