import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { composePayments, type PaymentDeps } from '../payments/compose-payments.ts';
import { countingRandom, recordLog } from './fakes.ts';

/** Payments of an origin that has no database: their routes are there, and whoever calls them is told that they are not available. */
export function noPayments(wallet: WalletPort, clock: () => number): PaymentDeps {
  return composePayments({
    // Never connected: a client opens nothing before it is first used.
    db: new MongoClient('mongodb://127.0.0.1:9', { serverSelectionTimeoutMS: 1 }).db('none'),
    ...{ wallet, clock, log: recordLog(), random: countingRandom(), registry: new Registry() },
    ...{ audit: { append: async () => true }, providers: [], sandbox: undefined },
  });
}
