import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { Promotion, PromotionGrant, PromotionStore } from '../finance/promotion-store.ts';
import { bigintOptions } from './numbers.ts';
import { transact } from './transact.ts';

const options = {
  ...bigintOptions,
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
} as const;

class OverBudget extends Error {}

export function mongoPromotions(db: Db): PromotionStore {
  const campaigns = db.collection<Promotion>('promotion_campaigns', options);
  const grants = db.collection<PromotionGrant>('promotion_grants', options);
  return {
    async insert({ _id, ...promotion }) {
      await campaigns.updateOne({ _id }, { $setOnInsert: promotion }, { upsert: true });
    },
    get: async (id) => (await campaigns.findOne({ _id: id })) ?? undefined,
    async decide(id, status) {
      await campaigns.updateOne({ _id: id, status: 'requested' }, { $set: { status } });
    },
    async grant({ _id: campaignId, coinsEach: coins }, subject, by, nowMs) {
      const at = new Date(nowMs);
      const grant: PromotionGrant = {
        ...{ _id: `${campaignId}:${subject}`, campaignId, userId: subject, coins, status: 'pending', by },
        ...{ createdAt: at, nextAt: at, tries: 0 },
      };
      if ((await grants.findOne({ _id: grant._id }, { projection: { _id: 1 } })) !== null) return 'exists';
      try {
        await transact(db, async (session) => {
          const taken = await campaigns.updateOne(
            { _id: campaignId, status: 'active', $expr: { $lte: [{ $add: ['$reserved', coins] }, '$budget'] } },
            { $inc: { reserved: coins } },
            { session },
          );
          if (taken.matchedCount !== 1) throw new OverBudget();
          await grants.insertOne(grant, { session });
        });
        return 'created';
      } catch (error) {
        if (error instanceof OverBudget) return 'over_budget';
        if (isDuplicateKey(error)) return 'exists';
        throw error;
      }
    },
    async refuse({ _id, campaignId, coins }, outcome) {
      await transact(db, async (session) => {
        const refused = await grants.updateOne(
          { _id, status: 'pending' },
          { $set: { status: 'refused', outcome } },
          { session },
        );
        if (refused.matchedCount !== 1) return;
        await campaigns.updateOne({ _id: campaignId }, { $inc: { reserved: -coins } }, { session });
      });
    },
    async claim({ _id, nextAt }, untilMs) {
      const mine = await grants.updateOne({ _id, status: 'pending', nextAt }, { $set: { nextAt: new Date(untilMs) } });
      return mine.matchedCount === 1;
    },
    async postpone(id, untilMs) {
      await grants.updateOne(
        { _id: id, status: 'pending' },
        { $set: { nextAt: new Date(untilMs) }, $inc: { tries: 1 } },
      );
    },
    due: (nowMs, limit) =>
      grants
        .find({ status: 'pending', nextAt: { $lte: new Date(nowMs) } })
        .sort({ nextAt: 1 })
        .limit(limit)
        .toArray(),
  };
}
