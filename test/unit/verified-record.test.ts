import { expect, it } from 'vitest';
import { recordWords } from '#shared/model/record-words';
import { verifiedRecord } from '../../electron/app/copies/records';
import type { VerificationRun } from '../../electron/domains/journal/index';
import { entryProblem } from '../../electron/domains/journal/kinds/index';

const RUN: VerificationRun = {
  kind: 'recent',
  phase: 'running',
  startedAt: 0,
  endedAt: null,
  progress: { records: 0, bytes: 0, totalBytes: 0 },
  outcome: null,
  message: '',
};

it('one that could not be finished is on record as what it is: neither intact nor damaged', () => {
  const record = verifiedRecord({ ...RUN, phase: 'failed', message: 'The disk did not answer.' });
  expect(entryProblem('journal.verified', record)).toBeUndefined();
  expect(recordWords('journal.verified', record)).toBe('Not verified to the end: The disk did not answer.');
});

it('one that runs, or that was cancelled, is on no record', () => {
  expect(verifiedRecord(RUN)).toBeUndefined();
  expect(verifiedRecord({ ...RUN, phase: 'cancelled' })).toBeUndefined();
});
