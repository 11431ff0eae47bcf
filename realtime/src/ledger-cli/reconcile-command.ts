import { randomBytes } from 'node:crypto';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { Registry } from 'prom-client';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';
import { originConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { type Reconciliation, reconcileShard } from '../ledger/reconcile.ts';
import { differenceText } from '../ledger/verify-ledger.ts';
import { mongoAudit } from '../origin/mongo/mongo-audit.ts';
import { mongoFindings } from '../origin/mongo/mongo-findings.ts';
import { composePayments } from '../origin/payments/compose-payments.ts';
import { configuredProviders } from '../origin/payments/payment-providers.ts';
import { reconcilePayments } from '../origin/payments/reconcile-payments.ts';
import { configuredPayouts } from '../origin/payouts/compose-payouts.ts';
import { reconcilePayouts } from '../origin/payouts/reconcile-payouts.ts';
import { type LedgerCommand, type Stores, UsageError } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Compares wallets, payments and payouts with the ledger, and the last two with what their providers report. */
export const reconcileCommand: LedgerCommand = {
  usage: 'reconcile [--offline]',
  help: "compare wallets in Redis, payments and payouts with the ledger, and with providers' reports unless --offline",
  options: { offline: { type: 'boolean' } },
  positionalsMax: 0,
  async run(stores, words) {
    const { wallets } = stores;
    if (wallets === undefined) throw new UsageError('Redis cannot be reached: there is nothing to compare with');
    const agree = [
      await reconcileWallets(stores, wallets),
      await reconcileMoney(stores, wallets, words.options.offline === true),
    ];
    return agree.every((one) => one);
  },
};

async function reconcileWallets({ client, db }: Stores, wallets: WalletSessions): Promise<boolean> {
  const bar = progressBar();
  let [compared, undrained, locked, different] = [0, 0, 0, 0];
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const session = wallets.session(shard);
    const outcome: Reconciliation =
      session === undefined ? { kind: 'locked' } : await reconcileShard(client, db, session, shard);
    switch (outcome.kind) {
      case 'equal':
        compared += outcome.wallets;
        undrained += outcome.undrained;
        break;
      case 'locked':
        locked += 1;
        break;
      case 'different':
        different += 1;
        bar.end();
        console.error(`DIFFERENT ${differenceText(shard, outcome)}`);
        break;
      default:
        return outcome satisfies never;
    }
    bar.show(shard + 1, WALLET_SHARDS, `${compared} wallets`);
  }
  bar.end();
  console.log(`${compared} wallets compared, ${undrained} entries not yet committed, ${locked} shards locked`);
  console.log(different === 0 ? 'Redis and the ledger agree' : 'Redis and the ledger do NOT agree');
  return different === 0;
}

/** Providers are those of the origin's settings; where they are not set, books are compared with documents alone. */
async function reconcileMoney(stores: Stores, wallets: WalletSessions, offline: boolean): Promise<boolean> {
  const { client, db, log } = stores;
  const outside = offline ? undefined : outsideOf(stores);
  if (outside === undefined && !offline) console.log("providers are not asked: the origin's settings are not here");
  const clock = Date.now;
  const audit = mongoAudit(db);
  const payments = composePayments({
    ...(outside?.payments ?? { providers: [], sandbox: undefined }),
    ...{ db, audit, log, clock, wallet: redisWallet(wallets), registry: new Registry() },
    random: (length) => randomBytes(length),
  });
  const summary = await reconcilePayments(payments);
  console.log(
    `${summary.ours} payments compared with ${summary.entries} entries and ${summary.reported} reported by providers, ` +
      `${summary.caughtUp} facts caught up`,
  );
  for (const { provider, why } of summary.unread) console.error(`UNREAD the report of ${provider}: ${why}`);
  const open = await mongoFindings({ db, clock, log, audit, onFinding: () => {} }).open();
  for (const [kind, count] of open) console.error(`DIFFERENT ${count} payments: ${kind.replaceAll('_', ' ')}`);
  const bar = progressBar();
  const found = await reconcilePayouts(client, db, {
    provider: outside?.payouts.provider,
    onProgress: (count) => bar.show(count, count, `${count} payouts`),
  });
  bar.end();
  for (const { about, problem } of found) console.error(`DIFFERENT ${about}: ${problem}`);
  const agree = summary.unread.length === 0 && open.size === 0 && found.length === 0;
  console.log(agree ? 'payments, payouts and the ledger agree' : 'payments, payouts and the ledger do NOT agree');
  return agree;
}

function outsideOf({ db }: Stores) {
  try {
    const config = loadConfig(originConfig, process.env);
    return { payments: configuredProviders(config, db, Date.now), payouts: configuredPayouts(config, db) };
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
