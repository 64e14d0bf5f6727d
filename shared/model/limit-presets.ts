import { ORDER_TYPES } from './order';
import type { StoredLimitSet } from './stored-limits';

/**
 * Named starting points that an operator chooses and then edits. Nothing applies a preset by itself, with one exception
 * that says so: the paper desk of a first run, and of settings that are brought forward from version 1. The symbols allowed are
 * in none: only the operator knows them.
 */
export interface LimitPreset {
  readonly id: 'first-live-week' | 'steady' | 'paper-desk';
  readonly name: string;
  readonly description: string;
  /** To be set at the portfolio level; every limit but the symbols allowed. */
  readonly limits: StoredLimitSet;
}

const BY_VALUE = { notWatched: 'The value of an order is limited instead; set a quantity for each symbol.' };
const PRETEND_VOLUME = { notWatched: 'The volume of the paper market is pretended, too.' };
const PRETEND_DEPTH = { notWatched: 'The paper market keeps a thin book on purpose.' };

/** Real money for the first time: small, slow, by day orders that rest; everything refuses, nothing is resized. */
const firstLiveWeek: LimitPreset = {
  id: 'first-live-week',
  name: 'First live week',
  description: 'Real money for the first time: small orders, few of them, and a day that ends after a small loss.',
  limits: {
    'order-types': { value: ['limit', 'post-only', 'stop-limit', 'take-profit-limit'] },
    'times-in-force': { value: ['GTC', 'IOC', 'FOK'] },
    'operating-hours': { notWatched: 'Around the clock; set hours in which somebody can look.' },
    'max-order-quantity': BY_VALUE,
    'max-order-notional': { value: '50' },
    'max-position': { value: '200' },
    'gross-exposure-bot': { value: '300' },
    'gross-exposure-account': { value: '300' },
    'gross-exposure-portfolio': { value: '500' },
    'net-exposure-bot': { value: '200' },
    'net-exposure-account': { value: '200' },
    'net-exposure-portfolio': { value: '400' },
    'max-leverage': { value: '1' },
    'price-collar': { value: '50' },
    'reference-max-age': { value: 2_000 },
    'reference-jump': { value: 1.05 },
    'max-spread': { value: '20' },
    'min-volume-24h': { value: '10000000' },
    'min-top-depth': { value: '1000' },
    'orders-per-second': { value: 2 },
    'orders-per-minute': { value: 20 },
    'orders-per-day': { value: 500 },
    'messages-per-second': { value: 5 },
    'cancel-fill-ratio': { value: '20' },
    'repeat-executions': { value: 5 },
    'repeat-window': { value: 60_000 },
    'duplicate-window': { value: 2_000 },
    'stacked-orders': { value: 1 },
    'daily-loss-bot': { value: '10' },
    'daily-loss-account': { value: '10' },
    'daily-loss-portfolio': { value: '20' },
    'drawdown-bot': { value: '5' },
    'drawdown-account': { value: '5' },
    'drawdown-portfolio': { value: '5' },
    'loss-streak': { value: 5 },
    'worst-case-move': { value: '100' },
    'max-volatility': { value: '100' },
  },
};

/** A bot that has earned trust: room to work, still nothing unlimited. */
const steady: LimitPreset = {
  id: 'steady',
  name: 'Steady',
  description: 'For bots with a limited-size record: ten times the first week, and orders too large are made smaller.',
  limits: {
    ...firstLiveWeek.limits,
    'order-types': { value: ORDER_TYPES },
    'max-order-notional': { value: '500', onBreach: 'resize' },
    'max-position': { value: '2000', onBreach: 'resize' },
    'gross-exposure-bot': { value: '3000', onBreach: 'resize' },
    'gross-exposure-account': { value: '3000', onBreach: 'resize' },
    'gross-exposure-portfolio': { value: '8000', onBreach: 'resize' },
    'net-exposure-bot': { value: '2000', onBreach: 'resize' },
    'net-exposure-account': { value: '2000', onBreach: 'resize' },
    'net-exposure-portfolio': { value: '6000', onBreach: 'resize' },
    'max-leverage': { value: '2' },
    'price-collar': { value: '100' },
    'reference-max-age': { value: 3_000 },
    'orders-per-second': { value: 5 },
    'orders-per-minute': { value: 60 },
    'orders-per-day': { value: 5_000 },
    'messages-per-second': { value: 10 },
    'cancel-fill-ratio': { value: '50' },
    'repeat-executions': { value: 10 },
    'duplicate-window': { value: 1_000 },
    'stacked-orders': { value: 2 },
    'daily-loss-bot': { value: '100' },
    'daily-loss-account': { value: '100' },
    'daily-loss-portfolio': { value: '250' },
    'drawdown-bot': { value: '8' },
    'drawdown-account': { value: '8' },
    'drawdown-portfolio': { value: '8' },
    'loss-streak': { value: 10 },
    'max-volatility': { value: '150', onBreach: 'resize' },
  },
};

/** Pretend money: wide, so that the desk shows how bots trade; what cannot be watched yet is marked so. */
const paperDesk: LimitPreset = {
  id: 'paper-desk',
  name: 'Paper desk',
  description: 'Pretend money: wide limits that let the example bots work. Not for real money.',
  limits: {
    'order-types': { value: ORDER_TYPES },
    'times-in-force': { value: ['GTC', 'IOC', 'FOK'] },
    'operating-hours': { notWatched: 'Paper bots may trade around the clock.' },
    'max-order-quantity': BY_VALUE,
    'max-order-notional': { value: '1000' },
    'max-position': { value: '6000' },
    'gross-exposure-bot': { value: '10000' },
    'gross-exposure-account': { value: '10000' },
    'gross-exposure-portfolio': { value: '60000' },
    'net-exposure-bot': { value: '10000' },
    'net-exposure-account': { value: '10000' },
    'net-exposure-portfolio': { value: '60000' },
    'max-leverage': { value: '2' },
    'price-collar': { value: '100' },
    'reference-max-age': { value: 3_000 },
    'reference-jump': { value: 1.5 },
    'max-spread': { notWatched: 'The paper market makes wide spreads on purpose.' },
    'min-volume-24h': PRETEND_VOLUME,
    'min-top-depth': PRETEND_DEPTH,
    'orders-per-second': { value: 1_000 },
    'orders-per-minute': { value: 60_000 },
    'orders-per-day': { value: 1_000_000 },
    'messages-per-second': { value: 1_000 },
    'cancel-fill-ratio': { notWatched: 'A paper grid moves its orders more often than they fill.' },
    'repeat-executions': { value: 1_000 },
    'repeat-window': { value: 60_000 },
    'duplicate-window': { notWatched: 'A paper grid puts an order that has filled back at once.' },
    'stacked-orders': { value: 200 },
    'daily-loss-bot': { value: '5000' },
    'daily-loss-account': { value: '5000' },
    'daily-loss-portfolio': { value: '15000' },
    'drawdown-bot': { value: '50' },
    'drawdown-account': { value: '50' },
    'drawdown-portfolio': { value: '50' },
    'loss-streak': { notWatched: 'A paper grid may sell below its average cost many times in a falling market.' },
    'worst-case-move': { value: '100' },
    'max-volatility': { notWatched: 'The paper market makes jumps on purpose.' },
  },
};

export const LIMIT_PRESETS: readonly LimitPreset[] = [firstLiveWeek, steady, paperDesk];

/** The limits of a preset, to be set at the portfolio level. */
export const presetLimits = (id: LimitPreset['id']): StoredLimitSet =>
  LIMIT_PRESETS.find((preset) => preset.id === id)?.limits ?? {};
