import type { LimitEditRequest } from '#shared/contract/limits';
import { LIMIT_PRESETS } from '#shared/model/limit-presets';
import { LIMIT_IDS } from '#shared/model/limits';
import type { Result } from '#shared/model/result';
import {
  isSameEntry,
  type LimitSubject,
  nothingOf,
  PORTFOLIO_KEY,
  parseLimits,
  storedEntry,
  valueText,
} from '../../domains/risk/index';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { acceptPrice } from './accept-price';
import { limitsView } from './view';
import { WhatIf } from './what-if';

/** The longest that is looked back at recorded decisions, milliseconds. */
const TRY_BACK_MS = 24 * 3_600_000;

type LimitHandlers = Pick<Handlers, Extract<keyof Handlers, `limits.${string}`>>;

/** What each channel of limits does. */
export function limitHandlers(console: Console): LimitHandlers {
  const { limits, risk, execution, market, clock, halt, recorder, decisions, accounts } = console;
  const exchangeOf = (accountId: string): string => accounts.find(({ id }) => id === accountId)?.exchange ?? '';
  const checkPassphrase = (passphrase: string) => halt.passphrase.check(passphrase);

  /** Every bot on each symbol it has prices of, or may trade. */
  const subjects = (): LimitSubject[] =>
    console.settings.bots.flatMap(({ id: botId, accountId, symbols }) => {
      const allowed = limits.stored.bots[botId]?.['symbol-allowlist']?.value;
      const all = new Set([...symbols, ...(Array.isArray(allowed) ? (allowed as string[]) : [])]);
      return [...all].map((symbol) => ({ exchange: exchangeOf(accountId), accountId, botId, symbol }));
    });

  return {
    'limits.read': (asked) => ({
      ok: true,
      value: limitsView({
        at: clock.now(),
        revision: limits.revision,
        unsaved: limits.unsaved,
        stored: limits.stored,
        keys: limits.keys,
        subjects: subjects(),
        asked,
        limitsOf: ({ botId, accountId, symbol }) => risk.limitsOf(botId, accountId, symbol),
        lookAt: ({ botId, accountId, symbol }) => execution.lookAt(nothingOf(botId, accountId, symbol)),
        isCutOff: (accountId, botId) => risk.watch.cutOff().includes(`${accountId}/${botId}`),
        lossStreak: (accountId, botId) => risk.watch.lossStreak(accountId, botId),
        jumpOf: (symbol) => risk.watch.jumpOf(symbol),
        reference: (symbol) => market.reference(symbol),
      }),
    }),
    'limits.preview': ({ edits }) => ({ ok: true, value: limits.preview(edits) }),
    'limits.change': async ({ revision, edits, reason, passphrase }) =>
      asAnswer(await limits.change(revision, edits, reason, passphrase)),
    'limits.try': async ({ edits, from, beforeSeq }) => {
      const edited = limits.edited(edits);
      if (!edited.ok) return asAnswer(edited);
      const piece = await decisions.piece({ from: Math.max(from, clock.now() - TRY_BACK_MS), beforeSeq });
      if (!piece.ok) return asAnswer(piece);
      const whatIf = new WhatIf(risk.limits.tree, parseLimits(edited.value), clock.now(), exchangeOf);
      return { ok: true, value: whatIf.judge(piece.value) };
    },
    'limits.preset': ({ presetId }) => {
      const preset = LIMIT_PRESETS.find(({ id }) => id === presetId);
      if (preset === undefined)
        return {
          ok: false,
          code: 'unknown-preset',
          message: 'There is no such preset. Nothing was changed.',
          retry: false,
        };
      const edits = LIMIT_IDS.flatMap((limitId): LimitEditRequest[] => {
        const cell = { level: 'portfolio', key: PORTFOLIO_KEY, limitId } as const;
        const entry = preset.limits[limitId];
        if (entry === undefined || isSameEntry(storedEntry(limits.stored, cell), entry)) return [];
        const to =
          entry.notWatched === undefined
            ? ({ kind: 'value', text: valueText(entry.value), onBreach: entry.onBreach ?? 'deny' } as const)
            : ({ kind: 'not-watched', reason: entry.notWatched } as const);
        return [{ ...cell, to }];
      });
      return { ok: true, value: { edits } };
    },
    'limits.override': async ({ revision, edit, forMs, reason, passphrase }) =>
      asAnswer(await limits.override(revision, edit, forMs, reason, passphrase)),
    'limits.lift': async ({ revision, id, passphrase }) => {
      const lifted = await limits.lift(revision, id, passphrase);
      if (lifted !== undefined) return asAnswer(lifted);
      const message = 'This override has ended already. Nothing was changed.';
      return { ok: false, code: 'unknown-override', message, retry: false };
    },
    'limits.rearm': ({ botId }) => {
      const bot = console.settings.bots.find(({ id }) => id === botId);
      if (bot === undefined)
        return {
          ok: false,
          code: 'unknown-bot',
          message: `There is no bot ${botId}. Nothing was changed.`,
          retry: false,
        };
      const { accountId } = bot;
      const isCutOff = risk.watch.cutOff().includes(`${accountId}/${botId}`);
      const streak = risk.watch.lossStreak(accountId, botId);
      if (!isCutOff && streak === 0)
        return {
          ok: false,
          code: 'not-stopped',
          message: `${botId} is not cut off and has no losing streak. Nothing was changed.`,
          retry: false,
        };
      recorder.record('operator.bot-rearm', { botId, accountId, isCutOff, lossStreak: streak });
      risk.rearm(botId);
      return { ok: true, value: {} };
    },
    'limits.accept-price': async ({ reason, passphrase, ...shown }) => {
      const accepted = await acceptPrice(
        {
          reference: (symbol) => market.reference(symbol),
          jumpOf: (symbol) => risk.watch.jumpOf(symbol),
          accept: (reference) => risk.acceptPrice(reference),
          checkPassphrase,
          append: (type, data) => recorder.append(type, data),
        },
        shown,
        reason,
        passphrase,
      );
      return accepted.ok ? { ok: true, value: {} } : asAnswer(accepted);
    },
  };
}

/** What asked for a passphrase, or met a disk or a journal that failed, may do better the next time. */
function asAnswer<T, Code extends string>(result: Result<T, { readonly code: Code; readonly message: string }>) {
  if (result.ok) return { ok: true, value: result.value } as const;
  return { ok: false, ...result.error, retry: result.error.code !== 'invalid' } as const;
}
