import { Binary } from 'mongodb';

/**
 * The first field in which a stored document is not the expected one, unknown and missing fields included; undefined when
 * they are equal. `except` names fields that are not compared.
 */
export function differingField(expected: object, stored: object, except: readonly string[]): string | undefined {
  if (isEqual(expected, stored)) return undefined;
  const wanted = new Map<string, unknown>(Object.entries(expected));
  const found = new Map<string, unknown>(Object.entries(stored));
  for (const name of new Set([...wanted.keys(), ...found.keys()])) {
    if (!except.includes(name) && !same(wanted.get(name), found.get(name))) return name;
  }
  return undefined;
}

/** Whether both have the same fields with the same values: nearly always, and asked of every document. */
function isEqual(expected: object, stored: object): boolean {
  const names = Object.keys(expected);
  if (Object.keys(stored).length !== names.length) return false;
  for (const name of names) {
    if (!Object.hasOwn(stored, name) || !same(Reflect.get(expected, name), Reflect.get(stored, name))) return false;
  }
  return true;
}

function same(expected: unknown, stored: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return expected === stored;
  if (expected instanceof Binary) {
    return stored instanceof Binary && Buffer.compare(expected.buffer, stored.buffer) === 0;
  }
  if (expected instanceof Date) return stored instanceof Date && expected.getTime() === stored.getTime();
  if (isPlain(expected) && isPlain(stored)) return differingField(expected, stored, []) === undefined;
  return expected === stored;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
