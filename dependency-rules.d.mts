import type { Rules } from './scripts/check-dependencies.mjs';

export const zones: Rules['zones'];
export const unreachable: Rules['unreachable'];
export const roots: Rules['roots'];
export const aliases: Rules['aliases'];
