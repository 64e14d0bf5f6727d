/** What the four producers write, and what is said between them and the bench. */

export const TYPE = 'order.decided';
/** About 350 bytes as a record of the journal, its envelope included. */
export const DATA_OBJECT = { text: 'x'.repeat(110) };
export const DATA = JSON.stringify(DATA_OBJECT);

export type ToProducer =
  | { readonly kind: 'journal'; readonly until: number }
  | { readonly kind: 'sqlite'; readonly path: string; readonly until: number }
  /** So many that were asked for are durable. */
  | { readonly kind: 'appended'; readonly count: number };

export type FromProducer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'done'; readonly done: number };
