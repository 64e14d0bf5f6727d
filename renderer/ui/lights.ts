import type { HealthView } from '../../shared/contract/views';
import { BadIcon, GoodIcon, StartingIcon, WarningIcon } from './icons';

type Level = HealthView['level'];

/** Each level has its own shape: a tick in a disc, a triangle, a cross in a square, a broken ring. */
export const LIGHT_ICONS = { good: GoodIcon, warning: WarningIcon, bad: BadIcon, starting: StartingIcon } as const;

const SEVERITY: Record<Level, number> = { bad: 3, warning: 2, starting: 1, good: 0 };

/** Worst first; equal ones keep main's order. */
export const byWorst = (lights: readonly HealthView[]): HealthView[] =>
  [...lights].sort((a, b) => SEVERITY[b.level] - SEVERITY[a.level]);
