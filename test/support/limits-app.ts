import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { DecisionRow } from '#shared/contract/decisions';
import type { HoldfastApi, Request, Response } from '#shared/contract/index';
import { ANY_DECISION } from '#shared/model/decision-filter';
import { firstRunSettings, type Settings } from '../../electron/app/settings';
import { PATIENT_GUARD } from './quiet-settings';

declare const window: { holdfast: HoldfastApi };

export const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT'];

/** One account with one bot that sends what `ask` writes down; nothing is sent before. */
export function obedientDesk() {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-limits-'));
  const [askFile, answerFile] = [join(dataDir, 'ask.jsonl'), join(dataDir, 'answers.jsonl')];
  const first = firstRunSettings();
  const settings: Settings = {
    ...first,
    ...PATIENT_GUARD,
    accounts: first.accounts.slice(0, 1),
    bots: [
      {
        id: 'test-1',
        program: {
          kind: 'command',
          command: process.execPath,
          args: [resolve(import.meta.dirname, 'processes/obedient-bot.mjs'), askFile, answerFile],
        },
        accountId: 'sub-1',
        symbols: SYMBOLS,
        params: {},
        autoStart: true,
        stage: 'paper',
      },
    ],
    limits: {
      ...first.limits,
      bots: { 'test-1': { ...first.limits.bots['grid-1'], 'symbol-allowlist': { value: SYMBOLS } } },
    },
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  return {
    dataDir,
    answerOf: (name: string): { readonly ok: boolean } | undefined =>
      existsSync(answerFile)
        ? readFileSync(answerFile, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line))
            .find((answer) => answer.name === name)
        : undefined,
    ask: (order: object): void => appendFileSync(askFile, `${JSON.stringify(order)}\n`),
    stored: (): Settings => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')),
  };
}

/** The limits as main tells them. */
export async function readLimits(page: Page): Promise<Response<'limits.read'>> {
  const answer = await page.evaluate(() => window.holdfast.call('limits.read', { botId: null, symbol: null }));
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** A change asked for as a page that was taken over might: past the screen's own care. */
export const askChange = (page: Page, request: Request<'limits.change'>) =>
  page.evaluate((asked) => window.holdfast.call('limits.change', asked), request);

/** Decisions of this run, newest first. */
export async function decisionsOf(page: Page): Promise<readonly DecisionRow[]> {
  const answer = await page.evaluate(
    (filter) => window.holdfast.call('decisions.page', { from: null, beforeSeq: null, limit: 200, filter }),
    ANY_DECISION,
  );
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.rows;
}
