import type { SecretForm, SecretToFind } from '../protocol';

/** A text to find: one form of one part of a stored key. */
export interface Needle {
  readonly bytes: Buffer;
  readonly form: SecretForm;
  readonly secret: SecretToFind;
}

/** A part shorter than this would be found everywhere; it is told as not looked for. Characters. */
export const SHORTEST_PART = 6;

/** Each part of each key in each form in which it may stand in a file. */
export function needlesOf(secrets: readonly SecretToFind[]): Needle[] {
  return secrets.flatMap((secret) => {
    const forms = secret.parts.filter((part) => part.length >= SHORTEST_PART).flatMap(formsOf);
    const seen = new Set<string>();
    return forms.flatMap(({ bytes, form }) => {
      const text = bytes.toString('latin1');
      if (seen.has(text) || bytes.length < SHORTEST_PART) return [];
      seen.add(text);
      return [{ bytes, form, secret }];
    });
  });
}

/** Keys of which a part is too short to be looked for. */
export const tooShort = (secrets: readonly SecretToFind[]): readonly SecretToFind[] =>
  secrets.filter(({ parts }) => parts.some(({ length }) => length < SHORTEST_PART));

function formsOf(part: string): Array<{ readonly bytes: Buffer; readonly form: SecretForm }> {
  const texts: Array<{ readonly text: string; readonly form: SecretForm }> = [{ text: part, form: 'as it is' }];
  // A hexadecimal private key is also kept without its 0x.
  if (/^0x[0-9a-f]{32,}$/i.test(part)) texts.push({ text: part.slice(2), form: 'as it is' });
  // PEM keys hold line ends: as JSON and .env files write them, and with those of Windows.
  if (part.includes('\n')) {
    texts.push({ text: part.replaceAll('\n', '\r\n'), form: 'as it is' });
    texts.push({ text: part.replaceAll('\n', '\\n'), form: 'escaped' });
  }
  if (part.includes('/')) texts.push({ text: part.replaceAll('/', '\\/'), form: 'escaped' });
  const encoded = encodeURIComponent(part);
  texts.push({ text: encoded, form: 'URL-encoded' });
  texts.push({ text: encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()), form: 'URL-encoded' });
  for (const text of base64Forms(Buffer.from(part))) {
    texts.push({ text, form: 'base64' });
    texts.push({ text: text.replaceAll('+', '-').replaceAll('/', '_'), form: 'base64' });
  }
  return [
    ...texts.map(({ text, form }) => ({ bytes: Buffer.from(text), form })),
    { bytes: Buffer.from(part, 'utf16le'), form: 'UTF-16' as const },
  ];
}

/**
 * What base64 makes of these bytes wherever they stand in what is encoded (`key:secret`, a whole file): one text for each of the three
 * ways in which they can fall into groups of three, without the characters at either end that their neighbours have a part in.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const after = (before + bytes.length) % 3;
    return text.slice([0, 2, 3][before], text.length - ([0, 3, 2][after] ?? 0));
  });
}
