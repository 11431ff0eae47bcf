import { Unpackr } from 'msgpackr/unpack';
import { z } from 'zod';

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const anyHelloSchema = z.looseObject({ t: z.literal('hello'), protocol: z.int(), id: z.int().min(0).catch(0) });

/** What every version's hello has. For frames that passed the guard; undefined for anything else. */
export function helloVersionOf(bytes: Uint8Array): { readonly protocol: number; readonly id: number } | undefined {
  try {
    const parsed = anyHelloSchema.safeParse(unpackr.unpack(bytes));
    return parsed.success ? { protocol: parsed.data.protocol, id: parsed.data.id } : undefined;
  } catch {
    return undefined;
  }
}
