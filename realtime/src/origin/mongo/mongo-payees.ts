import type { Db } from 'mongodb';
import type { PayeeAccounts } from '../payouts/stripe-payouts.ts';

/** `payout_accounts`: by subject, the provider's account of a host. */
export function mongoPayees(db: Db): PayeeAccounts {
  const accounts = db.collection<{ _id: string; provider: string; account: string }>('payout_accounts');
  return {
    accountOf: async (subject) =>
      (await accounts.findOne({ _id: subject, provider: 'stripe' }, { readConcern: { level: 'majority' } }))?.account,
  };
}
