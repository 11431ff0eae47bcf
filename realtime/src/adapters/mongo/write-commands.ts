import { type ClientSession, type Db, type Document, MongoServerError } from 'mongodb';

/**
 * Inserts and updates by the server's own commands. The driver's bulk writes measure every document before they serialise
 * it, which was a quarter of the ledger writer's time. In a transaction the first error ends all of it, so there is nothing
 * that a bulk write's result could add.
 */

/** Half of what a command may hold (16 MiB): weights are estimates. */
const commandWeightMax = 8 * 1024 ** 2;

/** Inserts all or throws the first error. `weightOf`: about the bytes of a document, rather too many than too few. */
export async function insertAll<T extends object>(
  db: Db,
  session: ClientSession,
  collection: string,
  documents: readonly T[],
  weightOf: (document: T) => number,
): Promise<void> {
  for (const chunk of chunksOf(documents, weightOf, commandWeightMax)) {
    throwWriteError(await db.command({ insert: collection, documents: chunk, ordered: true }, { session }));
  }
}

export interface UpdateStatement {
  readonly q: Document;
  readonly u: Document;
  readonly upsert?: boolean;
}

/** Carries out all updates, each on one document, or throws the first error. Resolves with how many found or made theirs. */
export async function updateAll(
  db: Db,
  session: ClientSession,
  collection: string,
  updates: readonly UpdateStatement[],
): Promise<number> {
  if (updates.length === 0) return 0;
  const reply = await db.command({ update: collection, updates, ordered: true }, { session });
  throwWriteError(reply);
  return Number(reply.n);
}

/** Runs of documents, in order, none heavier than `max` unless a single one is. */
export function chunksOf<T>(documents: readonly T[], weightOf: (document: T) => number, max: number): T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let weight = 0;
  for (const document of documents) {
    const own = weightOf(document);
    if (chunk.length > 0 && weight + own > max) {
      chunks.push(chunk);
      chunk = [];
      weight = 0;
    }
    chunk.push(document);
    weight += own;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

/** A command whose writes failed is answered `ok`, with the errors in it. */
function throwWriteError(reply: Document): void {
  const errors: unknown = reply.writeErrors;
  if (!Array.isArray(errors) || errors.length === 0) return;
  const [first] = errors;
  throw new MongoServerError({ ...first, message: String(first?.errmsg ?? 'a write failed') });
}
