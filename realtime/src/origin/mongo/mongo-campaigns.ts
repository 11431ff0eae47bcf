import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { Campaigns, StoredCampaign } from '../campaigns/campaigns.ts';
import { type ConsentDocument, consentsCollection } from './mongo-consents.ts';

interface CampaignDocument {
  _id: string;
  subject: string;
  text: string;
  by: string;
  status: StoredCampaign['status'];
  asked: number;
  queued: number;
  createdAt: Date;
  /** The last account that was asked. */
  after?: string;
  endedAt?: Date;
}

/**
 * Who ever agreed to marketing, behind an account: candidates alone, in the order of their ids. It begins behind those who
 * were erased: their proofs stand under one name, which sorts before every id and is nobody's to be asked.
 */
export function grantsBehind(after: string = ERASED_NAME): Filter<ConsentDocument> {
  return { consentType: 'marketing', granted: true, userId: { $gt: after } };
}

/** {@link Campaigns} in MongoDB. */
export function mongoCampaigns(db: Db, clock: Clock): Campaigns {
  const campaigns = db.collection<CampaignDocument>('campaigns', { writeConcern: { w: 'majority' } });
  const consents = consentsCollection(db);

  /** Those of the candidates whose last word is yes, as far as we were told. */
  async function stillGranted(candidates: readonly string[]): Promise<string[]> {
    const all = consents
      .find({ userId: { $in: [...candidates] }, consentType: 'marketing' })
      .sort({ userId: 1, consentType: 1, timestamp: -1 })
      .hint('user');
    const latest = new Map<string, boolean>();
    for await (const { userId, granted } of all) if (!latest.has(userId)) latest.set(userId, granted);
    return [...latest].flatMap(([userId, granted]) => (granted ? [userId] : []));
  }

  return {
    async start({ id: _id, subject, text }, by) {
      const known = await campaigns.findOne({ _id });
      if (known === null) {
        const sending = await campaigns.countDocuments({ status: 'sending' }, { hint: 'sending' });
        if (sending >= limits.campaignsSendingMax) return 'full';
        const fresh = { status: 'sending', asked: 0, queued: 0, createdAt: new Date(clock()) } as const;
        try {
          await campaigns.insertOne({ _id, subject, text, by, ...fresh });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
      const stored = await campaigns.findOne({ _id });
      if (stored === null || stored.subject !== subject || stored.text !== text || stored.by !== by) return 'other';
      return campaignOf(stored);
    },
    async list(behind, count) {
      const [atMs = 0, id = ''] = behind ?? [];
      const createdAt = new Date(atMs);
      const query = { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
      const found = campaigns.find(behind === undefined ? {} : query).sort({ createdAt: -1, _id: -1 });
      return (await found.limit(count).hint('newest').toArray()).map(campaignOf);
    },
    async stop(_id) {
      const ended = { status: 'stopped', endedAt: new Date(clock()) } as const;
      await campaigns.updateOne({ _id, status: 'sending' }, { $set: ended });
      const stored = await campaigns.findOne({ _id });
      return stored === null ? undefined : campaignOf(stored);
    },
    async page() {
      const oldest = { sort: { createdAt: 1 }, hint: 'sending' } as const;
      const campaign = await campaigns.findOne({ status: 'sending' }, oldest);
      if (campaign === null) return undefined;
      const { _id: id, subject, text, after } = campaign;
      const grants = await consents
        .find(grantsBehind(after), { projection: { _id: 0, userId: 1 } })
        .sort({ userId: 1 })
        .limit(limits.campaignPageAccountsMax)
        .hint('granted')
        .toArray();
      const candidates = [...new Set(grants.map(({ userId }) => userId))];
      const next = grants.length < limits.campaignPageAccountsMax ? undefined : candidates.at(-1);
      return { campaign: { id, subject, text }, accounts: await stillGranted(candidates), after, next };
    },
    async progress(_id, { after, next, asked, queued }) {
      const stands = { _id, status: 'sending' as const, after: after ?? { $exists: false } };
      const moved = next === undefined ? { status: 'done' as const, endedAt: new Date(clock()) } : { after: next };
      await campaigns.updateOne(stands, { $set: moved, $inc: { asked, queued } });
    },
  };
}

function campaignOf({ _id: id, createdAt, endedAt, after: _after, ...kept }: CampaignDocument): StoredCampaign {
  return { id, ...kept, createdAtMs: createdAt.getTime(), endedAtMs: endedAt?.getTime() };
}
