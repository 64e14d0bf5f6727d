/** So often, with a longer pause each time: together about four seconds. */
const TRIES = 8;
const PAUSE_MS = 150;

/**
 * Under load Playwright now and then loses the promise of a call into the main process to its garbage collector, and does so again at
 * once while memory is being tidied up. Only for calls that may be made twice.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error && error.message.includes('garbage collected'))) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS * tries));
    }
  }
}
