import { describe, expect, test } from 'vitest';
import { haltMeaning, haltProgress } from '../../renderer/features/halt/progress';
import { type ResumeInputs, resumeBlockers } from '../../renderer/features/halt/resume-blockers';
import { fakeSnapshot } from '../support/fake-desk';

const report = (state: 'halt-running' | 'halted' | 'halt-not-verified') => {
  const { halt } = fakeSnapshot(state, 1_800_000_000_000);
  if (halt === null) throw new Error('no halt');
  return halt;
};

test('a running halt says how many orders are settled', () => {
  expect(haltProgress(report('halt-running'))).toBe('cancelling… 12 of 15 verified');
  expect(haltProgress({ ...report('halt-running'), orders: [] })).toBe('cancelling… 1 of 3 accounts verified');
});

test('a halt that could not be verified never sounds like one that was', () => {
  expect(haltProgress(report('halt-not-verified'))).toContain('NOT verified');
  expect(haltMeaning(report('halt-not-verified'))).toContain('could not see');
  expect(haltMeaning(report('halted'))).toContain('no working order on any account');
});

describe('the Resume button', () => {
  const ready: ResumeInputs = {
    passphraseSet: true,
    passphrase: 'four unrelated words here',
    reason: 'The feed is back.',
    progress: 'verified-empty',
    listing: 'clean',
    mirrorLost: false,
    unacknowledged: 0,
    openSteps: 0,
    isCooling: false,
  };

  test('may be pressed with a clean look, a passphrase and a reason', () => {
    expect(resumeBlockers(ready)).toEqual([]);
    expect(resumeBlockers({ ...ready, progress: 'none' })).toEqual([]);
  });

  test.each([
    [{ passphrase: '' }, 'Enter the passphrase.'],
    [{ passphraseSet: false }, 'Set a passphrase first.'],
    [{ reason: '  x ' }, 'Write down why it is safe to resume.'],
    [{ progress: 'running' }, 'The halt is still cancelling. Wait for its report.'],
    [{ listing: 'none' }, 'Check the exchange.'],
    [{ listing: 'too-old' }, 'Check the exchange again: the last look is more than a minute old.'],
    [{ unacknowledged: 2 }, 'Acknowledge what tripped: 2 to go.'],
    [{ openSteps: 3 }, 'Tick the runbook: 3 steps to go.'],
    [{ isCooling: true }, 'Wait for the end of the cool-down.'],
    [{ mirrorLost: true }, 'Holdfast does not answer at the moment.'],
  ] as const)('with %j says: %s', (missing, words) => {
    expect(resumeBlockers({ ...ready, ...missing })).toEqual([words]);
  });
});
