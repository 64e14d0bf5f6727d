import { z } from 'zod';
import { messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { Recorder } from '../recorder';
import { storedText } from '../stored-text';

/** What is to go on record, and happened while no journal ran. */
export const KEPT_RECORDS = 'records-while-closed';

const kept = z
  .array(z.strictObject({ at: z.number().int(), type: z.string().max(100), data: z.unknown() }))
  .max(10_000);

/** Keeps records in a file of the data folder until a console writes them into the journal. */
export function keepRecords(file: string, clock: Clock) {
  const made: z.infer<typeof kept> = [];
  const record = (type: string, data: unknown): void => void made.push({ at: clock.now(), type, data });
  return {
    record,
    append: async (type: string, data: unknown): Promise<Result<undefined, { readonly message: string }>> => {
      record(type, data);
      return ok(undefined);
    },
    /** Writes them; why it could not, otherwise. */
    settled: async (): Promise<string | undefined> => {
      const stored = storedText(file);
      try {
        const before = decode(await stored.read()) ?? [];
        await stored.write(JSON.stringify([...before, ...made]));
        return undefined;
      } catch (thrown) {
        return messageOf(thrown);
      }
    },
  };
}

/** At a start: what was kept goes into the journal, and out of the file once it is durable. */
export async function recordWhatWasKept(file: string, recorder: Pick<Recorder, 'append' | 'record'>): Promise<void> {
  const stored = storedText(file);
  try {
    const text = await stored.read();
    if (text === undefined || text === '[]') return;
    const records = decode(text);
    if (records === undefined) recorder.record('records.damaged', { file: KEPT_RECORDS });
    for (const { at, type, data } of records ?? [])
      if (!(await recorder.append('while-closed', { at, type, data })).ok) return;
    await stored.write('[]');
  } catch (thrown) {
    recorder.record('records.damaged', { file: KEPT_RECORDS, why: messageOf(thrown) });
  }
}

function decode(text: string | undefined): z.infer<typeof kept> | undefined {
  if (text === undefined) return undefined;
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
