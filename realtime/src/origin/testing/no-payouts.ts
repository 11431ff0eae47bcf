import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { mongoControls } from '../fraud/mongo-controls.ts';
import { walletControlsService } from '../fraud/wallet-controls.ts';
import type { PaymentDeps } from '../payments/compose-payments.ts';
import { type ComposedPayouts, composePayouts } from '../payouts/compose-payouts.ts';
import { noChecksConfigured } from '../payouts/eligibility-checks.ts';
import { countingRandom, recordLog } from './fakes.ts';

/** Payouts and finance of an origin that has no database: their routes are there, and answer that nothing is available. */
export function noPayouts(wallet: WalletPort, payment: PaymentDeps, clock: () => number): ComposedPayouts {
  // Never connected: a client opens nothing before it is first used.
  const db = new MongoClient('mongodb://127.0.0.1:9', { serverSelectionTimeoutMS: 1 }).db('none');
  return composePayouts({
    ...{ db, wallet, payment, clock, log: recordLog(), registry: new Registry() },
    controls: walletControlsService({ controls: mongoControls(db), wallet, clock }),
    ...{ wallets: { session: () => undefined }, random: countingRandom() },
    ...{ audit: { append: async () => true }, provider: undefined, checks: noChecksConfigured },
  });
}
