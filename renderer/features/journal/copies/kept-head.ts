import { keptHead } from '../../../../shared/contract/journal';

/** `empty`: nothing was typed; `bad`: it is not a number and a hash. */
export type TypedHead = { readonly seq: number; readonly hash: string } | 'empty' | 'bad';

/** A head as Copy gives it or a hand writes it: the record's number, then its hash, in whatever groups. */
export function readTypedHead(text: string): TypedHead {
  if (text.trim() === '') return 'empty';
  const found = /^\s*([\d,]+)\s*[:\s]\s*([0-9a-f\s]+)$/i.exec(text);
  const seq = Number(found?.[1]?.replaceAll(',', ''));
  const hash = found?.[2]?.replace(/\s/g, '').toLowerCase();
  const parsed = keptHead.safeParse({ seq, hash });
  return parsed.success ? parsed.data : 'bad';
}
