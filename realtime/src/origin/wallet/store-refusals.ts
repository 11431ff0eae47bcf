import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { type Db, Long, MongoBulkWriteError } from 'mongodb';

/** Something that a wallet refused: it moved no money, and is kept for 30 days for whoever asks why. */
interface FailedTransactionDoc {
  readonly _id: string;
  readonly code: string;
  /** The subject. */
  readonly userId: string;
  readonly type: string;
  readonly amount: Long;
  readonly currency: string;
  readonly roomId?: string;
  readonly createdAt: Date;
}

const duplicateKey = 11_000;

/**
 * Moves noted refusals from control Redis to `failed_transactions`, oldest first; answers how many. Two processes at once
 * store each once, by its stream id. Rejects when a store cannot be asked: what was not removed comes again.
 */
export async function storeRefusals(control: Redis, db: Db): Promise<number> {
  const entries = await control.xrange(controlKeys.refusals, '-', '+', 'COUNT', limits.refusalNotesChunkMax);
  const docs = entries.flatMap(([id, fields]) => docOf(id, fields) ?? []);
  try {
    if (docs.length > 0)
      await db.collection<FailedTransactionDoc>('failed_transactions').insertMany(docs, { ordered: false });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.code !== duplicateKey) throw error;
  }
  if (entries.length > 0) await control.xdel(controlKeys.refusals, ...entries.map(([id]) => id));
  return entries.length;
}

function docOf(id: string, fields: readonly string[]): FailedTransactionDoc | undefined {
  const of = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) of.set(fields[at] ?? '', fields[at + 1] ?? '');
  const [code, userId, type, currency, roomId = ''] = ['c', 'u', 'k', 'y', 'r'].map((name) => of.get(name));
  const amount = /^\d{1,18}$/.test(of.get('a') ?? '') ? Long.fromString(of.get('a') ?? '0') : undefined;
  if (!code || userId === undefined || type === undefined || currency === undefined || amount === undefined)
    return undefined;
  const createdAt = new Date(Number(id.split('-')[0]));
  return {
    _id: `refusal-${id}`,
    code,
    userId,
    type,
    amount,
    currency,
    ...(roomId === '' ? {} : { roomId }),
    createdAt,
  };
}
