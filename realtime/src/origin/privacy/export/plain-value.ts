/**
 * A stored value as JSON has it: times in ISO 8601, whole numbers of 64 bits as text, as they fit no double. Undefined for
 * bytes and everything else that says nothing to people.
 */
export function plainValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return isJson(value) ? value : undefined;
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const plain = plainValue(inner);
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}

function isJson(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
