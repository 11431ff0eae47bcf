import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { bigintOptions } from '../mongo/numbers.ts';
import type { PayoutOrder, PayoutProvider, Transfer } from './provider-port.ts';

interface SandboxPayout {
  readonly _id: string;
  readonly payee: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly status: 'paid' | 'pending' | 'failed';
  readonly createdAt: Date;
}

/**
 * A provider for development: it pays nobody, but remembers for good, as a real one does, and refuses what a real one
 * would refuse. Amounts that end in 13 fail and those that end in 17 stay pending, so that both can be tried.
 */
export function sandboxPayouts(db: Db): PayoutProvider {
  const known = db.collection<SandboxPayout>('sandbox_payouts', {
    ...bigintOptions,
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    name: 'sandbox',
    async send({ payoutId, payee, currency, amount }: PayoutOrder) {
      if (amount <= 0n) return { kind: 'refused', text: 'the amount is not positive' };
      const status = amount % 100n === 13n ? 'failed' : amount % 100n === 17n ? 'pending' : 'paid';
      const payout: SandboxPayout = { _id: payoutId, payee, amount, currency, status, createdAt: new Date() };
      try {
        await known.insertOne(payout);
        return transferOf(payout);
      } catch (error) {
        if (!isDuplicateKey(error)) return { kind: 'unknown' };
      }
      const first = await known.findOne({ _id: payoutId }).catch(() => null);
      if (first === null) return { kind: 'unknown' };
      const same = first.payee === payee && first.amount === amount && first.currency === currency;
      return same ? transferOf(first) : { kind: 'refused', text: 'this id was used for another payout' };
    },
    async find(payoutId) {
      try {
        const found = await known.findOne({ _id: payoutId }, { readConcern: { level: 'majority' } });
        return found === null ? { kind: 'absent' } : transferOf(found);
      } catch {
        return { kind: 'unknown' };
      }
    },
  };
}

function transferOf({ _id, status, amount, currency }: SandboxPayout): Transfer {
  const externalId = `sandbox_${_id}`;
  return status === 'failed'
    ? { kind: 'failed', externalId, text: 'the bank refused the account' }
    : { kind: status, externalId, amount, currency };
}
