import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PERPETUAL_ACCOUNT, PERPETUAL_BOT, PERPETUAL_LIMITS, withPerpetuals } from '../../electron/app/perpetual-desk';
import { firstRunSettings, type Settings, settingsSchema } from '../../electron/app/settings';

const GUIDE = join(resolve(import.meta.dirname, '../..'), 'docs/guide/perpetuals.md');

/** What is wrong with settings, in words. */
const problems = (settings: unknown): string =>
  settingsSchema
    .safeParse(settings)
    .error?.issues.map(({ message }) => message)
    .join('; ') ?? '';
const changed = (change: (settings: Settings) => void): unknown => {
  const settings = structuredClone(withPerpetuals(firstRunSettings()));
  change(settings);
  return settings;
};

describe('a perpetual account in the settings', () => {
  it('is what the guide says to write, and is taken', () => {
    const examples = [...readFileSync(GUIDE, 'utf8').matchAll(/```json\n(.*)\n```/g)].map(([, text]) =>
      JSON.parse(text ?? ''),
    );
    expect(examples).toEqual([PERPETUAL_ACCOUNT, PERPETUAL_BOT, PERPETUAL_LIMITS]);
    expect(settingsSchema.parse(withPerpetuals(firstRunSettings()))).toEqual(withPerpetuals(firstRunSettings()));
  });

  it('is refused with the reason when bot and account are of different kinds, or the money is', () => {
    expect(problems(changed(({ bots }) => Object.assign(bots[3] ?? {}, { symbols: ['BTC/USDT'] })))).toContain(
      'bot trend-1 cannot trade BTC/USDT on the account perp-1, which is at binanceusdm',
    );
    expect(problems(changed(({ bots }) => Object.assign(bots[0] ?? {}, { symbols: ['BTC/USDT:USDT'] })))).toContain(
      'bot grid-1 cannot trade BTC/USDT:USDT on the account sub-1',
    );
    expect(
      problems(changed(({ accounts }) => Object.assign(accounts[3] ?? {}, { paperBalances: { BTC: '1' } }))),
    ).toContain('account perp-1 holds its margin in USDT');
    expect(
      problems(changed(({ accounts }) => Object.assign(accounts[0] ?? {}, { margin: { leverage: 2, mode: 'cross' } }))),
    ).toContain('account sub-1 is a spot account');
    expect(
      problems(
        changed(({ accounts }) => Object.assign(accounts[3] ?? {}, { margin: { leverage: 126, mode: 'cross' } })),
      ),
    ).not.toBe('');
  });
});
