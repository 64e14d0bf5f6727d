/** A request that asked for nothing back was done. */
export const done = { ok: true, value: {} } as const;

/** A request that was not done. `retry`: the same may help. */
export const failed = <Code extends string>(code: Code, message: string, retry = false) =>
  ({ ok: false, code, message, retry }) as const;
