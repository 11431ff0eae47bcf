import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import { eraseCases } from './erase-cases.ts';
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
  const work = await eraseCases(db, accountId);
  const sanctions = db.collection('sanctions');
  const received = await sanctions.deleteMany({ $or: [{ accountId }, { hostId: accountId }] });
  const given = await sanctions.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const lifted = await sanctions.updateMany({ liftedBy: accountId }, { $set: { liftedBy: ERASED_NAME } });
  const appeals = await sanctions.updateMany(
    { 'appeal.decidedBy': accountId },
    { $set: { 'appeal.decidedBy': ERASED_NAME } },
  );
  const account = await eraseDecisions(db, accountId);
  const moderators = db.collection('room_moderators');
  const named = await moderators.deleteMany({ $or: [{ accountId }, { hostId: accountId }] });
  const made = await moderators.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const words = await db.collection('keyword_terms').updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  await db.collection('keyword_changes').updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const requests = await db.collection('privacy_requests').deleteMany({ accountId });
  return pieceDone({
    ...{ reports: about.deletedCount + decided.deletedCount, reports_pseudonymised: open.modifiedCount },
    ...{ sanctions: received.deletedCount, room_moderators: named.deletedCount },
    ...work,
    ...{ privacy_requests: requests.deletedCount, ...account.deleted },
    names_taken_out: [given, lifted, appeals, made, words, ...account.named].reduce(
      (sum, { modifiedCount }) => sum + modifiedCount,
      0,
    ),
  });
}

/** What was decided about the whole account, and what it may have shared with others; names of staff are taken out. */
async function eraseDecisions(db: Db, accountId: string) {
  const sanctions = db.collection('account_sanctions');
  const links = db.collection('evasion_links');
  const got = await sanctions.deleteMany({ accountId });
  const signals = await db.collection('evasion_signals').deleteMany({ accountId });
  const [own, others] = [await links.deleteMany({ accountId }), await links.deleteMany({ bannedId: accountId })];
  const named = [
    await sanctions.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } }),
    await sanctions.updateMany({ liftedBy: accountId }, { $set: { liftedBy: ERASED_NAME } }),
    await sanctions.updateMany({ 'appeal.decidedBy': accountId }, { $set: { 'appeal.decidedBy': ERASED_NAME } }),
    await links.updateMany({ decidedBy: accountId }, { $set: { decidedBy: ERASED_NAME } }),
  ];
  return {
    deleted: {
      ...{ account_sanctions: got.deletedCount, evasion_signals: signals.deletedCount },
      evasion_links: own.deletedCount + others.deletedCount,
    },
    named,
  };
}
