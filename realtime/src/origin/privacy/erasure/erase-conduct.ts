import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import { type ErasedPerson, pieceDone } from './erasure-service.ts';

/**
 * Reports and sanctions. What the person reported and nobody decided yet stays, so that whoever was reported does not get
 * away by it, under the erasure's id in the reporter's place; all else about their conduct goes. The audit log keeps its
 * chain and with it the ids of accounts, which stand for nobody any more (legal claims; docs/privacy/erasure.md).
 */
export async function eraseConduct({ db }: { readonly db: Db }, person: ErasedPerson): Promise<ErasureStepResult> {
  const { accountId, erasureId } = person;
  const reports = db.collection('reports');
  const about = await reports.deleteMany({
    $or: [{ reportedId: accountId }, { targetKind: 'user', targetId: accountId }],
  });
  const decided = await reports.deleteMany({ reporterId: accountId, status: { $ne: 'open' } });
  const open = await reports.updateMany({ reporterId: accountId }, { $set: { reporterId: erasureId } });
  const sanctions = db.collection('sanctions');
  const received = await sanctions.deleteMany({ $or: [{ accountId }, { hostId: accountId }] });
  const given = await sanctions.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const lifted = await sanctions.updateMany({ liftedBy: accountId }, { $set: { liftedBy: ERASED_NAME } });
  const appeals = await sanctions.updateMany(
    { 'appeal.decidedBy': accountId },
    { $set: { 'appeal.decidedBy': ERASED_NAME } },
  );
  const moderators = db.collection('room_moderators');
  const named = await moderators.deleteMany({ $or: [{ accountId }, { hostId: accountId }] });
  const made = await moderators.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const words = await db.collection('keyword_terms').updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  await db.collection('keyword_changes').updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const requests = await db.collection('privacy_requests').deleteMany({ accountId });
  return pieceDone({
    ...{ reports: about.deletedCount + decided.deletedCount, reports_pseudonymised: open.modifiedCount },
    ...{ sanctions: received.deletedCount, room_moderators: named.deletedCount },
    privacy_requests: requests.deletedCount,
    names_taken_out: [given, lifted, appeals, made, words].reduce((sum, { modifiedCount }) => sum + modifiedCount, 0),
  });
}
