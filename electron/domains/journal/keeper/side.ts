/** A failed operation on the journal (`source`) or on its mirror (`target`): an operator has to know which disk to look at. */
export class SideError extends Error {
  readonly side: 'source' | 'target';
  /** What the system rejected with. */
  readonly failure: unknown;
  constructor(side: 'source' | 'target', failure: unknown) {
    super(`an operation on the ${side} failed`);
    this.side = side;
    this.failure = failure;
  }
}

async function on<T>(side: 'source' | 'target', work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    // Whoever was nearer knew better.
    throw thrown instanceof SideError ? thrown : new SideError(side, thrown);
  }
}

/** Rejects with a SideError of the journal. */
export const onSource = <T>(work: Promise<T>): Promise<T> => on('source', work);
/** Rejects with a SideError of the mirror. */
export const onTarget = <T>(work: Promise<T>): Promise<T> => on('target', work);
