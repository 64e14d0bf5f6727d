import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { z } from 'zod';
import { formatUtc } from '#shared/model/time';
import { KeepingError } from './failures';

/*
 * The sealing of a backup (docs/backup-format.md): three lines of text, then pieces of at most 1 MiB, each AES-256-GCM under a nonce that
 * holds its number and whether it is the last one. After the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
 */

/** scrypt's parameters; r is 8 in version 1. */
export interface SealCost {
  readonly N: number;
  readonly r: 8;
  readonly p: number;
}

/** What a passphrase is stretched with: N = 2^17, r = 8, p = 1, 128 MiB. Source: OWASP Password Storage Cheat Sheet. */
const COST: SealCost = { N: 2 ** 17, r: 8, p: 1 };
export const PIECE_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
/** In front of each piece: 0, or 1 for the last; its number; its length. */
const FRAME_BYTES = 9;
const MAX_HEADER_BYTES = 4_096;

const header = z.strictObject({
  format: z.literal('holdfast-backup'),
  version: z.literal(1),
  madeAt: z.iso.datetime({ precision: 3 }),
  app: z.string().max(100),
  kdf: z.literal('scrypt'),
  /** Bounded: a forged header must not make the reader take gigabytes. */
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20)
    .refine((N) => Number.isInteger(Math.log2(N))),
  r: z.literal(8),
  p: z.number().int().min(1).max(4),
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  nonce: z.string().regex(/^[0-9a-f]{14}$/),
});
export type SealedHeader = z.infer<typeof header>;

interface Keys {
  readonly cipher: Buffer;
  readonly mac: Buffer;
}

/** `cost` lower than the standard is for tests. */
export async function sealedHeader(
  about: { readonly madeAt: number; readonly app: string; readonly passphrase: string },
  cost = COST,
): Promise<{ readonly text: Buffer; readonly seal: PieceSeal }> {
  const salt = randomBytes(32);
  const nonce = randomBytes(7);
  const made: SealedHeader = {
    format: 'holdfast-backup',
    version: 1,
    madeAt: formatUtc(about.madeAt),
    app: about.app,
    kdf: 'scrypt',
    ...cost,
    salt: salt.toString('hex'),
    nonce: nonce.toString('hex'),
  };
  const line = JSON.stringify(made);
  const keys = await keysOf(about.passphrase, made);
  const lines = `${line}\n${sha256(line).toString('hex')}\n${macOf(keys, line).toString('hex')}\n`;
  return { text: Buffer.from(lines), seal: new PieceSeal(keys.cipher, nonce, sha256(line)) };
}

/** Seals pieces, in order. */
export class PieceSeal {
  readonly #key: Buffer;
  readonly #nonce: Buffer;
  readonly #about: Buffer;
  #number = 0;

  constructor(key: Buffer, nonce: Buffer, about: Buffer) {
    this.#key = key;
    this.#nonce = nonce;
    this.#about = about;
  }

  /** @param plain at most PIECE_BYTES */
  seal(plain: Uint8Array, isLast: boolean): Buffer {
    const frame = frameOf(isLast, this.#number, plain.length);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#nonce, this.#number, isLast), {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(Buffer.concat([this.#about, frame]));
    this.#number += 1;
    return Buffer.concat([frame, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Reads exactly so many bytes of what is sealed, or fewer at its end. */
export type ReadSealed = (length: number) => Promise<Buffer>;

/** Opens the header, with the passphrase. @throws KeepingError for what is no backup, damaged, or of another passphrase */
export async function openHeader(
  read: ReadSealed,
  passphrase: string,
): Promise<{ readonly header: SealedHeader; readonly pieces: () => AsyncGenerator<Buffer> }> {
  const line = await readLine(read);
  const check = await readLine(read);
  const mac = await readLine(read);
  const known = parseHeader(line);
  if (known === 'none')
    throw new KeepingError(
      'not-a-backup',
      'This file is no backup of Holdfast, or its beginning is lost. Nothing was restored; choose another file.',
    );
  if (known === 'later')
    throw new KeepingError(
      'later-version',
      'A later version of Holdfast made this backup. Nothing was restored; use that version.',
    );
  if (known === 'damaged' || sha256(line).toString('hex') !== check)
    throw new KeepingError(
      'header-damaged',
      "The backup's first line was changed. Nothing was restored; use another copy of the backup.",
    );
  const keys = await keysOf(passphrase, known);
  const expected = macOf(keys, line);
  const given = Buffer.from(mac, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new KeepingError(
      'wrong-passphrase',
      'The passphrase is not the one that this backup was made with. Nothing was restored; try again.',
    );
  return { header: known, pieces: () => openPieces(read, keys.cipher, Buffer.from(known.nonce, 'hex'), sha256(line)) };
}

async function* openPieces(read: ReadSealed, key: Buffer, nonce: Buffer, about: Buffer): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const frame = await read(FRAME_BYTES);
    if (frame.length < FRAME_BYTES) throw truncated();
    const isLast = frame[0] === 1;
    const given = frame.readUInt32BE(1);
    const length = frame.readUInt32BE(5);
    if ((frame[0] ?? 9) > 1 || length > PIECE_BYTES) throw damaged(number);
    const sealed = await read(length + TAG_BYTES);
    if (sealed.length < length + TAG_BYTES) throw truncated();
    const plain = openPiece(sealed, frame, { key, about, nonce: nonceOf(nonce, given, isLast) });
    if (plain === undefined) throw damaged(number);
    // It is a piece of this backup, at another place than its own.
    if (given !== number)
      throw new KeepingError(
        'reordered',
        `Piece ${given + 1} of the backup stands where piece ${number + 1} belongs: pieces were moved, repeated or taken out. Nothing was restored; use another copy.`,
      );
    yield plain;
    if (!isLast) continue;
    if ((await read(1)).length > 0)
      throw new KeepingError('too-much', 'Bytes follow the end of the backup. Nothing was restored; use another copy.');
    return;
  }
}

function openPiece(
  sealed: Buffer,
  frame: Buffer,
  { key, nonce, about }: { readonly key: Buffer; readonly nonce: Buffer; readonly about: Buffer },
): Buffer | undefined {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([about, frame]));
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

const truncated = (): KeepingError =>
  new KeepingError(
    'truncated',
    'The backup ends before its end: a part of it is missing. Nothing was restored; use another copy.',
  );
const damaged = (number: number): KeepingError =>
  new KeepingError(
    'damaged',
    `Piece ${number + 1} of the backup was changed: it is not what was sealed. Nothing was restored; use another copy.`,
  );

async function readLine(read: ReadSealed): Promise<string> {
  const bytes: number[] = [];
  while (bytes.length < MAX_HEADER_BYTES) {
    const [byte] = await read(1);
    if (byte === undefined || byte === 0x0a) break;
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

function parseHeader(line: string): SealedHeader | 'none' | 'later' | 'damaged' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return line.includes('"holdfast-backup"') ? 'damaged' : 'none';
  }
  const parsed = header.safeParse(value);
  if (parsed.success) return parsed.data;
  const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (format !== 'holdfast-backup') return 'none';
  return typeof version === 'number' && version > 1 ? 'later' : 'damaged';
}

async function keysOf(passphrase: string, { N, r, p, salt }: SealedHeader): Promise<Keys> {
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    // Twice 128·N·r, since Node refuses at exactly the memory scrypt needs.
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), 64, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
  return { cipher: stretched.subarray(0, 32), mac: stretched.subarray(32) };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const macOf = ({ mac }: Keys, line: string): Buffer => createHmac('sha256', mac).update(line).digest();

function frameOf(isLast: boolean, number: number, length: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame[0] = isLast ? 1 : 0;
  frame.writeUInt32BE(number, 1);
  frame.writeUInt32BE(length, 5);
  return frame;
}

function nonceOf(start: Buffer, number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  start.copy(nonce);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
