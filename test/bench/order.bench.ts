import type { BenchResult } from './result';
export const benchOrder = async (): Promise<BenchResult[]> => [];
