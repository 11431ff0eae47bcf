import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db } from 'mongodb';
import { isStoreUnavailable } from '../http/store-unavailable.ts';

/**
 * Runs the work as one transaction on a snapshot, again from its beginning when another one got in between. An AppError
 * thrown by the work takes everything back. @throws AppError `unavailable` when it did not come through in time
 */
export async function transact<T>(
  db: Db,
  work: (session: ClientSession) => Promise<T>,
  timeoutMS: number = limits.relationTimeoutMs,
): Promise<T> {
  const session = db.client.startSession();
  try {
    return await session.withTransaction(work, {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      timeoutMS,
    });
  } catch (cause) {
    if (isStoreUnavailable(cause)) throw new AppError('unavailable', { cause });
    throw cause;
  } finally {
    await session.endSession();
  }
}
