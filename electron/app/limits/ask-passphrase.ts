import type { PassphraseAnswer } from '../../domains/halt/index';

export type PassphraseRefusal = 'passphrase-needed' | 'no-passphrase' | 'wrong-passphrase' | 'too-many-tries';

/** Why something that makes the desk less safe is not done; undefined when the passphrase is right. */
export async function askPassphrase(
  check: (passphrase: string) => Promise<PassphraseAnswer>,
  passphrase: string | null,
  /** What asks for it, and what was left undone. */
  because: string,
  undone: string,
): Promise<{ readonly code: PassphraseRefusal; readonly message: string } | undefined> {
  if (passphrase === null)
    return { code: 'passphrase-needed', message: `${because}, so it asks for your passphrase. ${undone}` };
  const answer = await check(passphrase);
  switch (answer) {
    case 'right':
      return undefined;
    case 'wrong':
      return { code: 'wrong-passphrase', message: `That is not the passphrase. ${undone}` };
    case 'too-many-tries':
      return { code: 'too-many-tries', message: `Too many wrong tries. ${undone} Wait 30 seconds.` };
    case 'not-set':
      return {
        code: 'no-passphrase',
        message: `No passphrase is set yet. ${undone} Set one on Halt & resume first.`,
      };
    default:
      return answer satisfies never;
  }
}
