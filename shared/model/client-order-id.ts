/** Longest client order id every exchange takes (the shortest limit of those supported is 18 characters). */
export const CLIENT_ORDER_ID_MAX = 18;
const PREFIX = 'h';

/**
 * X1: derived from the journal and the sequence of the decision, so the same decision always has the same id, and no two
 * journals share one: `h`, the journal's six characters, and the sequence in base 36.
 */
export function clientOrderIdOf(journalId: string, seq: number): string {
  const id = `${PREFIX}${journalId}${seq.toString(36)}`;
  if (id.length > CLIENT_ORDER_ID_MAX) throw new RangeError(`client order id too long: ${id}`);
  return id;
}

/** The sequence of the decision whose order this is; null for an order that this journal did not name. */
export function decisionSeqOf(journalId: string, clientOrderId: string): number | null {
  const start = `${PREFIX}${journalId}`;
  if (journalId === '' || !clientOrderId.startsWith(start)) return null;
  const text = clientOrderId.slice(start.length);
  const seq = Number.parseInt(text, 36);
  return seq > 0 && Number.isSafeInteger(seq) && seq.toString(36) === text ? seq : null;
}
