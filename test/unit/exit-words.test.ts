import { describe, expect, it } from 'vitest';
import { exitInWords, signalOfUtilityExit } from '../../electron/platform/process/exit-words';

describe('How a process ended', () => {
  it.each([
    [9, 'ended by SIGKILL'],
    [15, 'ended by SIGTERM'],
    [11, 'ended by SIGSEGV'],
    [6, 'ended by SIGABRT'],
    [0, 'exited with code 0'],
    [1, 'exited with code 1'],
    [2, 'exited with code 2'],
    [42, 'exited with code 42'],
  ])('a utility process that tells %i: %s', (code, words) => {
    expect(exitInWords(code, signalOfUtilityExit(code, 'linux'))).toBe(words);
  });

  it('Windows has no signals: 9 is what the program said', () => {
    expect(exitInWords(9, signalOfUtilityExit(9, 'win32'))).toBe('exited with code 9');
  });
});
