import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/model/result';
import { Recorder } from '../../electron/app/recorder';
import type { Journal, JournalEntry } from '../../electron/domains/journal/index';
import { settle, VirtualClock } from '../support/virtual-clock';

/** A journal that a test plays: healthy or not, full, or refusing what it is told to. */
class PlayedJournal {
  readonly written: JournalEntry[] = [];
  healthy = true;
  code: 'journal-full' | 'journal-busy' | undefined;
  refuses: (entry: JournalEntry) => boolean = () => false;
  #tell: (status: { isHealthy: boolean }) => void = () => undefined;

  onChange(listener: (status: { isHealthy: boolean }) => void): () => void {
    this.#tell = listener;
    return () => undefined;
  }
  isHealthy(): boolean {
    return this.healthy;
  }
  async appendMany(entries: readonly JournalEntry[]) {
    await settle();
    if (this.code !== undefined) return err({ code: this.code, message: this.code, mayBeWritten: false });
    if (entries.some(this.refuses))
      return err({ code: 'journal-refused' as const, message: 'Not recorded: too long.', mayBeWritten: false });
    this.written.push(...entries);
    return ok({ seq: this.written.length, head: { seq: this.written.length, hash: '' } });
  }
  append(entry: JournalEntry) {
    return this.appendMany([entry]);
  }
  becomes(healthy: boolean): void {
    this.healthy = healthy;
    this.#tell({ isHealthy: healthy });
  }
}

function recorderOn(journal: PlayedJournal): Recorder {
  return new Recorder(journal as unknown as Journal, new VirtualClock());
}
const types = (journal: PlayedJournal): string[] => journal.written.map(({ type }) => type);

describe('Facts that have happened', () => {
  it('and are wanted durable at once are kept when the journal does not take them, and written when it is back', async () => {
    const journal = new PlayedJournal();
    const recorder = recorderOn(journal);
    journal.code = 'journal-busy';
    expect(await recorder.appendOrKeep('halt.tripped', {})).toMatchObject({ ok: false });
    expect(types(journal)).toEqual([]);
    journal.code = undefined;
    journal.becomes(true);
    await recorder.settled();
    expect(types(journal)).toEqual(['halt.tripped']);
  });

  it('are written in order', async () => {
    const journal = new PlayedJournal();
    const recorder = recorderOn(journal);
    for (let index = 0; index < 200; index += 1) recorder.record(`fact.${index}`, { index });
    await recorder.settled();
    expect(types(journal)).toEqual(Array.from({ length: 200 }, (_, index) => `fact.${index}`));
    expect(recorder.pending).toBe(0);
  });

  it('wait while the journal is away, and are all there when it is back', async () => {
    const journal = new PlayedJournal();
    const recorder = recorderOn(journal);
    journal.becomes(false);
    for (let index = 0; index < 100; index += 1) recorder.record(`fact.${index}`, {});
    await recorder.settled();
    expect(recorder.pending).toBe(100);
    journal.becomes(true);
    await recorder.settled();
    expect(types(journal)).toHaveLength(100);
  });

  it('stay when writing fails, and go on with the next change of the journal', async () => {
    for (const code of ['journal-full', 'journal-busy'] as const) {
      const journal = new PlayedJournal();
      const recorder = recorderOn(journal);
      journal.code = code;
      recorder.record('fact.a', {});
      await recorder.settled();
      expect(recorder.pending).toBe(1);
      journal.code = undefined;
      journal.becomes(true);
      await recorder.settled();
      expect(types(journal)).toEqual(['fact.a']);
    }
  });

  it('of which one can never be written do not hold up the others, and it is named in its place', async () => {
    const journal = new PlayedJournal();
    journal.refuses = ({ data }) => data === 'too long';
    const recorder = recorderOn(journal);
    recorder.record('fact.a', {});
    recorder.record('fact.long', 'too long');
    recorder.record('fact.b', {});
    await recorder.settled();
    await recorder.settled();
    expect(types(journal)).toEqual(['fact.a', 'journal.entry-refused', 'fact.b']);
    expect(journal.written[1]?.data).toMatchObject({ type: 'fact.long' });
  });

  it('are waited for at the end, those that came during a write included', async () => {
    const journal = new PlayedJournal();
    const recorder = recorderOn(journal);
    recorder.record('fact.a', {});
    const settled = recorder.settled();
    recorder.record('fact.b', {});
    await settled;
    expect(types(journal)).toEqual(['fact.a', 'fact.b']);
  });

  it('that must be durable first are told as failed', async () => {
    const journal = new PlayedJournal();
    journal.code = 'journal-full';
    expect(await recorderOn(journal).append('order.decided', {})).toMatchObject({ ok: false });
  });
});
