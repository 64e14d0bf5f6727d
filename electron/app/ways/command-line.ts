import { parseArgs } from 'node:util';
import { REASON_MAX } from '#shared/contract/bounds';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import { SCOPE_FORMS, scopeFromText } from '#shared/model/scope-text';
import type { HaltOrder } from './hand-over';

export const HALT_USAGE = `usage: holdfast halt [scope] [--reduce] [--reason TEXT]
  scope     ${SCOPE_FORMS}; without one: everything
  --reduce  lets only orders leave that make a position smaller, instead of none
  --reason  goes on record
Ends with 0: halted, and the exchange lists nothing (or: reducing). 1: halted, but not seen to be empty. 2: nothing was halted.`;

export type HaltCommand = { readonly kind: 'halt'; readonly order: HaltOrder } | { readonly kind: 'help' };

const OPTIONS = {
  reduce: { type: 'boolean', default: false },
  reason: { type: 'string', default: '' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads what follows `halt`. Words it does not know are an error, and nothing is halted: a typo must not pass for a halt. */
export function parseHaltCommand(args: readonly string[]): Result<HaltCommand, string> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (values.help) return ok({ kind: 'help' });
    const [scopeText = '', ...others] = positionals;
    if (others.length > 0)
      return err(`Only one scope at a time, and a reason needs --reason: ${positionals.join(' ')}`);
    const scope = scopeFromText(scopeText);
    if (scope === undefined) return err(`${scopeText} is not a scope. Write ${SCOPE_FORMS}.`);
    const reason = values.reason.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim().slice(0, REASON_MAX);
    return ok({ kind: 'halt', order: { scope, state: values.reduce ? 'REDUCING' : 'HALTED', reason } });
  } catch (thrown) {
    return err(messageOf(thrown));
  }
}
