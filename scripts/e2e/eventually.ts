import { inspect } from 'node:util';
import { waitUntil } from '../cluster/wait-until.ts';

/** A deadline that only a fault reaches, however slow the machine is. */
export const patienceMs = 30_000;

/** Waits until `look` answers something that `holds`; answers it. Throws with what was seen last when the time is up. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  holds: (value: T) => boolean,
  timeoutMs = patienceMs,
): Promise<T> {
  let last: { readonly value: T } | { readonly error: unknown } | undefined;
  const held = await waitUntil(
    async () => {
      try {
        const value = await look();
        last = { value };
        return holds(value);
      } catch (error) {
        last = { error };
        return false;
      }
    },
    { timeoutMs },
  );
  if (held && last !== undefined && 'value' in last) return last.value;
  throw new Error(`${what}: not within ${timeoutMs / 1_000} s; last seen: ${inspect(last, { depth: 6 })}`);
}
