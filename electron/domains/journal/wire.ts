import type { EntryBytes } from './entry-bytes';
import type { JournalHead, JournalProtocol } from './protocol';

/**
 * What really travels between the client and the writer process: JournalProtocol, with entries as bytes (entry-bytes.ts
 * says why) a segment size that tests may set,
 * and where the sealing key is kept.
 */
export interface JournalWire extends Omit<JournalProtocol, 'config' | 'requests'> {
  readonly config: { readonly directory: string; readonly segmentBytes?: number; readonly sealFile?: string };
  readonly requests: Omit<JournalProtocol['requests'], 'append'> & {
    readonly append: {
      readonly params: { readonly bytes: EntryBytes };
      readonly result: { readonly firstSeq: number; readonly head: JournalHead };
    };
  };
  readonly notices: Record<string, never>;
}
