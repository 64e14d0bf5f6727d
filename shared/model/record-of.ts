/** A value for each of these keys, none missing. */
export function recordOf<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  const record: Partial<Record<K, V>> = {};
  for (const key of keys) record[key] = of(key);
  return record as Record<K, V>;
}
