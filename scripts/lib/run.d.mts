/** Types of what the tests use of run.mjs. */
export const projectRoot: string;
export const isRoot: boolean;
export function findProgram(name: string): string | undefined;
export function pause(ms: number): Promise<void>;
