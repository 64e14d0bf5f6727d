import type { TriggerAction, TriggerScope, TriggerSetting, TriggerUnit } from '../../../shared/model/triggers';
import { formatExact } from '../../ui/format';

/** A value in its unit: `99.6 bps`, `15 s`, `3 refusals`. */
export function valueInWords(value: number, unit: TriggerUnit): string {
  if (unit === 'ms') return msInWords(value);
  return `${digits(value)} ${unit}`;
}

/** `312 ms`, `15 s`, `5 min`. */
export function msInWords(ms: number): string {
  if (ms < 1_000) return `${digits(ms)} ms`;
  if (ms < 120_000) return `${digits(ms / 1_000)} s`;
  return `${digits(ms / 60_000)} min`;
}

/** Whole numbers whole, others to four digits that count. */
const digits = (value: number): string =>
  formatExact(
    Number.isInteger(value) || value >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(4))),
  );

/** How far a value is on its way from where all is well to the threshold, whole percent rounded down. */
export const percentOf = (value: number, threshold: number, base = 0): number =>
  Math.max(0, Math.floor(((value - base) / (threshold - base)) * 100 + 1e-9));

export const ACTIONS: Readonly<Record<TriggerAction, string>> = { warn: 'warn', reduce: 'reduce', halt: 'halt' };
export const SCOPES: Readonly<Record<TriggerScope, string>> = {
  bot: 'its bot',
  symbol: 'its symbol',
  account: 'its account',
  exchange: 'its exchange',
  portfolio: 'everything',
};

/** What differs between two settings: `threshold 100 % → 90 %, halt → warn`. */
export function differences(from: TriggerSetting, to: TriggerSetting, unit: TriggerUnit): string {
  if (from.enabled !== to.enabled && !to.enabled) return 'on → off';
  const number = (value: number): string => (Number.isNaN(value) ? '?' : valueInWords(value, unit));
  const seconds = (ms: number): string => (Number.isNaN(ms) ? '?' : msInWords(ms));
  return [
    ...(from.enabled === to.enabled ? [] : ['off → on']),
    ...(from.threshold === to.threshold ? [] : [`threshold ${number(from.threshold)} → ${number(to.threshold)}`]),
    ...(from.windowMs === to.windowMs ? [] : [`window ${seconds(from.windowMs)} → ${seconds(to.windowMs)}`]),
    ...(from.confirmations === to.confirmations
      ? []
      : [`confirmations ${from.confirmations} → ${Number.isNaN(to.confirmations) ? '?' : to.confirmations}`]),
    ...(from.scope === to.scope ? [] : [`stops ${SCOPES[from.scope]} → ${SCOPES[to.scope]}`]),
    ...(from.action === to.action ? [] : [`${ACTIONS[from.action]} → ${ACTIONS[to.action]}`]),
  ].join(', ');
}
