import type { BenchResult } from './result';
export const benchRisk = async (): Promise<BenchResult[]> => [];
