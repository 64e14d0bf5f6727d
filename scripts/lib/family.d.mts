/** Types of family.mjs for the tests, which are TypeScript. */
export interface Member {
  readonly pid: number;
  readonly command: string;
}

export class ProcessFamily {
  constructor(name: string, value: string);
  adopt(pid: number | undefined): void;
  look(): readonly Member[];
  watch(everyMs: number): () => void;
  whenGone(ms: number): Promise<readonly Member[]>;
  end(graceMs: number): Promise<readonly Member[]>;
}
