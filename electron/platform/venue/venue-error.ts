/**
 * What went wrong with one request, before anyone decides what it means for money:
 * - `not-sent`: no byte of it left this machine (refused here, no connection).
 * - `no-answer`: it was written to a socket and no complete answer came (cut, time-out, unreadable).
 * - `answered`: the exchange answered with an error.
 */
export type VenueFailure =
  | { readonly kind: 'not-sent'; readonly message: string }
  | { readonly kind: 'no-answer'; readonly message: string }
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The exchange's own code, such as −2010; null when the body held none. */
      readonly exchangeCode: number | null;
      readonly exchangeMessage: string;
      /** From `Retry-After` or the ban's end in the message; null when the exchange did not say. */
      readonly retryAfterMs: number | null;
    };

/** Thrown by a venue connection for every failed request. Its message is redacted. */
export class VenueError extends Error {
  readonly failure: VenueFailure;
  constructor(failure: VenueFailure) {
    super(
      failure.kind === 'answered'
        ? `${failure.exchangeMessage} (${failure.exchangeCode ?? `HTTP ${failure.status}`})`
        : failure.message,
    );
    this.name = 'VenueError';
    this.failure = failure;
  }
}

/** Any thrown thing as a failure: what is not ours is a fault after sending, the careful reading of an unknown error. */
export function failureOf(thrown: unknown): VenueFailure {
  if (thrown instanceof VenueError) return thrown.failure;
  return { kind: 'no-answer', message: thrown instanceof Error ? thrown.name : 'unknown error' };
}

/** Gives up waiting, not the request: a cancel on its way may still do its work. */
export function orTimeOut<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new VenueError({ kind: 'no-answer', message: `no answer in ${limitMs} ms` })),
      limitMs,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
