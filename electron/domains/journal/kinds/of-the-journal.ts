import { z } from 'zod';
import { archivedData } from '../archive/on-record';
import { checkpointData } from '../checkpoint/statement';
import { kind, type RecordKind, some, text, textOrNull, whole, yesNo } from './kind';

const seal = z.string().regex(/^[0-9a-f]{16}$/);

/** What the journal says of itself. */
export const OF_THE_JOURNAL = {
  'journal.created': { when: 'the first record', versions: [z.strictObject({ format: whole, journalId: text })] },
  'journal.segment-opened': {
    when: 'the first record of each later segment',
    versions: [z.strictObject({ segment: whole, prevHead: text })],
  },
  'journal.checkpoint': {
    when: 'each minute while records come, at start, stop, unlock and each halt',
    versions: [checkpointData],
  },
  'journal.seal-begun': { when: 'before a seal is begun', versions: [z.strictObject({ id: seal })] },
  'journal.seal-keys-saved': {
    when: 'before first keys of seals are saved into a file: whoever has it can make such seals',
    versions: [z.strictObject({ seals: z.array(seal) })],
  },
  'journal.seal-lost': kind('the sealing key was found further on than the journal', {
    id: seal,
    step: whole,
    lastStep: whole.nullable(),
  }),
  'journal.archived': {
    when: 'before segments are removed that stand in an archive, verified there',
    versions: [archivedData],
  },
  'journal.archive-not-removed': kind('archived segments could not be removed here', { through: whole, why: text }),
  'journal.tail-set-aside': kind('a damaged end was cut off and kept', {
    file: text,
    segment: text,
    offset: whole,
    bytes: whole,
    reason: text,
  }),
  'journal.recovered': kind('the journal is written again', { code: text, since: text, refusedAppends: whole }),
  'journal.entry-refused': kind('in the place of a record that can never be written', { type: text, why: text }),
  'journal.verified': kind('a verification ended; intact is null when it could not be finished', {
    intact: yesNo.nullable(),
  }),
  'while-closed': kind('at the next start: what `holdfast halt` did while no console ran', {
    at: some,
    type: text,
    data: some,
  }),
  'records.damaged': kind('what was kept for the journal could not be read', { file: text, why: text }),
  'process.ended': kind('a process ended by itself and is started again', {
    name: text,
    why: textOrNull,
    restarts: whole,
  }),
  'screen.error': kind('the window reported an error', { message: text }),
} satisfies Readonly<Record<string, RecordKind>>;
