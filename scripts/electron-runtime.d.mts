/** Types of electron-runtime.mjs for the tests, which are TypeScript. */
export interface Runtime {
  /** Folder of the runtime, for `ELECTRON_OVERRIDE_DIST_PATH` and electron-builder's `electronDist`. */
  readonly dist: string;
  readonly executable: string;
  /** Whether it is the out-of-support stand-in. */
  readonly standIn: boolean;
}

export function findElectronRuntime(): Runtime | undefined;
export function ensureElectronRuntime(options?: { retryOfficial?: boolean }): Promise<Runtime>;
