/** Types of check-dependencies.mjs for the tests, which are TypeScript. */
export interface Zone {
  readonly name: string;
  readonly files: RegExp;
  readonly zones: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

export interface Rules {
  readonly zones: readonly Zone[];
  readonly unreachable: readonly { readonly from: string; readonly package: string; readonly why: string }[];
  readonly roots: readonly string[];
  readonly aliases: readonly { readonly prefix: string; readonly folder: string }[];
}

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function checkDependencies(
  root: string,
  rules: Rules,
): { files: number; imports: number; violations: readonly Violation[] };
