import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import type { UserDocument } from './user-document.ts';

/**
 * Whether an account is erased. An erasure marks the account before it clears what stands elsewhere: who stores something
 * of an account and asks this afterwards finds out that it came too late.
 */
export async function isErased(db: Db, accountId: string): Promise<boolean> {
  const marked = { _id: accountId, username: ERASED_NAME };
  return (await db.collection<UserDocument>('users').findOne(marked, { projection: { _id: 1 } })) !== null;
}
