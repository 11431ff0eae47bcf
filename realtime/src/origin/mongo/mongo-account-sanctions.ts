import type { SanctionProjection } from '@halobuzz/core/api/account-sanctions';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { AccountSanctions } from '../moderation/account-sanctions.ts';

interface AccountSanctionDocument
  extends Pick<SanctionProjection, 'accountId' | 'version' | 'kind' | 'reason' | 'statement' | 'by'> {
  _id: string;
  createdAt: Date;
  caseId?: string;
  endsAt?: Date;
  liftedAt?: Date;
  liftedBy?: string;
  acknowledgedAt?: Date;
  appeal?: {
    text: string;
    at: Date;
    status: 'open' | 'upheld' | 'lifted';
    decidedBy?: string;
    decidedAt?: Date;
    note?: string;
  };
}

/** The version in the filter makes out-of-order and repeated deliveries harmless. */
export function mongoAccountSanctions(db: Db): AccountSanctions {
  const collection = db.collection<AccountSanctionDocument>('account_sanctions', {
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    async apply(sanction) {
      const { _id, ...fields } = documentOf(sanction);
      const older = { _id, version: { $lt: sanction.version } };
      try {
        const { modifiedCount, upsertedCount } = await collection.replaceOne(older, fields, { upsert: true });
        return modifiedCount + upsertedCount === 1;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // What is there is as new or newer, or was inserted by another delivery just now.
        return (await collection.replaceOne(older, fields)).modifiedCount === 1;
      }
    },
    async of(accountId, limit) {
      const found = collection.find({ accountId }).sort({ createdAt: -1, _id: -1 }).limit(limit);
      return (await found.toArray()).map(sanctionOf);
    },
    async openAppeals(after, limit) {
      const at = new Date(after?.atMs ?? 0);
      const place =
        after === undefined ? {} : { $or: [{ 'appeal.at': { $gt: at } }, { 'appeal.at': at, _id: { $gt: after.id } }] };
      const found = collection.find({ 'appeal.status': 'open', ...place }).sort({ 'appeal.at': 1, _id: 1 });
      return (await found.hint('open_appeals').limit(limit).toArray()).map(sanctionOf);
    },
  };
}

function documentOf(sanction: SanctionProjection): AccountSanctionDocument {
  const { id, atMs, endsAtMs, liftedAtMs, acknowledgedAtMs, appeal, caseId, liftedBy, ...plain } = sanction;
  return {
    ...{ _id: id, createdAt: new Date(atMs), ...plain },
    ...(caseId === undefined ? {} : { caseId }),
    ...(endsAtMs === undefined ? {} : { endsAt: new Date(endsAtMs) }),
    ...(liftedAtMs === undefined ? {} : { liftedAt: new Date(liftedAtMs) }),
    ...(liftedBy === undefined ? {} : { liftedBy }),
    ...(acknowledgedAtMs === undefined ? {} : { acknowledgedAt: new Date(acknowledgedAtMs) }),
    ...(appeal === undefined
      ? {}
      : {
          appeal: {
            ...{ text: appeal.text, at: new Date(appeal.atMs), status: appeal.status },
            ...(appeal.decidedBy === undefined ? {} : { decidedBy: appeal.decidedBy }),
            ...(appeal.decidedAtMs === undefined ? {} : { decidedAt: new Date(appeal.decidedAtMs) }),
            ...(appeal.note === undefined ? {} : { note: appeal.note }),
          },
        }),
  };
}

function sanctionOf(document: AccountSanctionDocument): SanctionProjection {
  const { _id, accountId, version, kind, reason, statement, by, appeal } = document;
  return {
    ...{ id: _id, accountId, version, kind, reason, statement, by, atMs: document.createdAt.getTime() },
    ...(document.caseId === undefined ? {} : { caseId: document.caseId }),
    ...(document.endsAt === undefined ? {} : { endsAtMs: document.endsAt.getTime() }),
    ...(document.liftedAt === undefined ? {} : { liftedAtMs: document.liftedAt.getTime() }),
    ...(document.liftedBy === undefined ? {} : { liftedBy: document.liftedBy }),
    ...(document.acknowledgedAt === undefined ? {} : { acknowledgedAtMs: document.acknowledgedAt.getTime() }),
    ...(appeal === undefined
      ? {}
      : {
          appeal: {
            ...{ text: appeal.text, atMs: appeal.at.getTime(), status: appeal.status },
            ...(appeal.decidedBy === undefined ? {} : { decidedBy: appeal.decidedBy }),
            ...(appeal.decidedAt === undefined ? {} : { decidedAtMs: appeal.decidedAt.getTime() }),
            ...(appeal.note === undefined ? {} : { note: appeal.note }),
          },
        }),
  };
}
