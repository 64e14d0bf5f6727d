/**
 * Under load Playwright now and then loses the promise of a call into the main process to its garbage collector. Only for calls that may
 * be made twice.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 3 || !(error instanceof Error && error.message.includes('garbage collected'))) throw error;
    }
  }
}
