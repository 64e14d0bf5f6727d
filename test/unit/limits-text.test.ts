import { describe, expect, it } from 'vitest';
import { LIMIT_PRESETS } from '#shared/model/limit-presets';
import { LIMIT_IDS, type LimitId, limitDefinition } from '#shared/model/limits';
import { parseLimitText, valueText } from '../../electron/domains/risk/index';

const read = (id: LimitId, text: string) => {
  const parsed = parseLimitText(id, text);
  return parsed.ok ? parsed.value : parsed.error;
};

describe('A limit as an operator writes it', () => {
  it.each([
    ['max-position', '6000', '6000'],
    ['max-position', ' 6000.50 USDT ', '6000.5'],
    ['max-position', '+0012', '12'],
    ['price-collar', '12.5 bps', '12.5'],
    ['drawdown-bot', '8 %', '8'],
    ['max-leverage', '2 x', '2'],
    ['reference-max-age', '3000 ms', 3_000],
    ['reference-jump', '1.05', 1.05],
    ['orders-per-second', '5', 5],
    ['symbol-allowlist', 'BTC/USDT, ETH/USDT BTC/USDT', ['BTC/USDT', 'ETH/USDT']],
    ['order-types', 'limit, post-only', ['limit', 'post-only']],
    [
      'operating-hours',
      'mon-fri 08:00-18:00; sat 10:00-14:00 Europe/Berlin',
      {
        zone: 'Europe/Berlin',
        windows: [
          { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' },
          { days: ['sat'], from: '10:00', to: '14:00' },
        ],
      },
    ],
  ] as const)('%s: “%s”', (id, text, value) => {
    expect(parseLimitText(id, text)).toEqual({ ok: true, value });
  });

  it.each([
    ['max-position', '', 'Nothing is written'],
    ['max-position', '   ', 'Nothing is written'],
    ['max-position', 'NaN', 'not a plain number'],
    ['max-position', 'Infinity', 'not a plain number'],
    ['max-position', '1e30', 'not a plain number'],
    ['max-position', '1e-30', 'not a plain number'],
    ['max-position', '0x10', 'is not the unit'],
    ['max-position', '.5', 'not a plain number'],
    ['max-position', '5.', 'not a plain number'],
    ['max-position', '1.2.3', 'not a plain number'],
    ['max-position', '-5', 'less than a limit may be: 0.01 to 1,000,000,000 USDT'],
    ['max-position', '0', 'less than a limit may be'],
    ['max-position', '-0', 'less than a limit may be'],
    ['max-position', '1000000000.00000001', 'more than a limit may be'],
    ['max-position', '9'.repeat(79), 'more than a limit may be'],
    ['max-position', '9'.repeat(90), 'more than a limit may be'],
    ['max-position', '1.123456789', 'At most 8 digits'],
    ['max-position', '1,000', 'separators'],
    ['max-position', '1 000', 'separators'],
    ['max-position', '1.000,50', 'separators'],
    ['max-position', '500 BTC', '“BTC” is not the unit of this limit. It is counted in USDT'],
    ['max-position', '500 %', 'is not the unit'],
    ['reference-max-age', '3 s', '“s” is not the unit of this limit. It is counted in ms'],
    ['orders-per-second', '2.5', 'whole number'],
    ['orders-per-second', '0', 'less than a limit may be: 1 to 1,000 orders'],
    ['reference-jump', '1.00001', 'At most 4 digits'],
    ['reference-jump', '2.1', 'more than a limit may be'],
    ['symbol-allowlist', 'btc/usdt', 'capital letters'],
    ['symbol-allowlist', ',', ''],
    ['order-types', 'limit, iceberg', '“iceberg” is none of what may be listed: limit, market'],
    ['operating-hours', 'mon-fri 08:00-18:00', 'not a time zone'],
    ['operating-hours', 'mon-fri 8-18 UTC', 'is not understood'],
    ['operating-hours', 'fri-mon 08:00-18:00 UTC', 'is not understood'],
  ] as const)('%s: “%s” is refused: %s', (id, text, sentence) => {
    const parsed = parseLimitText(id, text);
    expect(parsed.ok, JSON.stringify(parsed)).toBe(false);
    expect(read(id, text)).toContain(sentence);
  });

  it('reads back what it wrote, for every value of every preset', () => {
    for (const { limits } of LIMIT_PRESETS)
      for (const id of LIMIT_IDS) {
        const value = limits[id]?.value;
        if (value !== undefined) expect(parseLimitText(id, valueText(value)), id).toEqual({ ok: true, value });
      }
    const hours = 'mon-fri 08:00-18:00; sat sun 22:00-24:00 UTC';
    const parsed = parseLimitText('operating-hours', hours);
    expect(parsed.ok && valueText(parsed.value)).toBe(hours);
  });

  it('takes the smallest and the largest value of every number, and nothing beyond', () => {
    for (const id of LIMIT_IDS) {
      const { least, most, kind } = limitDefinition(id);
      if (kind !== 'decimal' && kind !== 'number') continue;
      expect(parseLimitText(id, least ?? '').ok, `${id} ${least}`).toBe(true);
      expect(parseLimitText(id, most ?? '').ok, `${id} ${most}`).toBe(true);
      expect(parseLimitText(id, `${most}1`).ok, `${id} ${most}1`).toBe(false);
      expect(parseLimitText(id, '0.000000001').ok, id).toBe(false);
    }
  });
});
