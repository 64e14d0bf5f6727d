import { createHash, createHmac } from 'node:crypto';
import { type Checkpoint, type Stated, sealedTextOf } from './statement';

/**
 * The forward-secure seal (docs/journal-format.md, "The seal"): each checkpoint carries a MAC under a key of its own, and the key
 * of the next is a hash of it. Whoever takes the present key can go on from here, but can make no MAC of an earlier step.
 * After Bellare and Yee, "Forward-Security in Private-Key Cryptography" (2003), and Schneier and Kelsey's audit logs (1999).
 */
export const SEAL_KEY_BYTES = 32;
const NEXT = Buffer.from('holdfast journal seal next\n');

/** The key of the next step. The caller zeroes the old one. */
export const nextSealKey = (key: Buffer): Buffer => createHash('sha256').update(NEXT).update(key).digest();

export const sealMac = (key: Buffer, journalId: string, stated: Stated, id: string, step: number): string =>
  createHmac('sha256', key)
    .update(sealedTextOf(journalId, stated, id, step))
    .digest('hex');

/** Checks the MACs of one seal from its first key, which the vault holds. Steps have to come in ascending order. */
export class SealCheck {
  #key: Buffer;
  #step = 0;

  constructor(firstKey: Buffer) {
    this.#key = Buffer.from(firstKey);
  }

  /** Whether the MAC is that of the key of its step; false for a step that has passed. */
  isRight(journalId: string, checkpoint: Checkpoint): boolean {
    const { seal } = checkpoint;
    if (seal === null || seal.step < this.#step) return false;
    while (this.#step < seal.step) {
      const next = nextSealKey(this.#key);
      this.forget();
      this.#key = next;
      this.#step += 1;
    }
    return sealMac(this.#key, journalId, checkpoint, seal.id, seal.step) === seal.mac;
  }

  forget(): void {
    this.#key.fill(0);
  }
}
