/** Why everything was halted, when the guard took the console for dead. */
export const consoleWasSilent = (seconds: number): string =>
  `The console was silent for over ${seconds} seconds, so the guard cancelled everything.`;

/** Why an account was halted, when the exchange's own timer ran out. */
export const timerRanOut = (accountId: string, symbols: readonly string[]): string =>
  `The exchange's own dead-man timer of ${accountId} ran out, because it could not be set anew: the exchange has cancelled ` +
  `its working orders on ${symbols.join(', ')}.`;
