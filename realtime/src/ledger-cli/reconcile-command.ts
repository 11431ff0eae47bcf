import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { type Reconciliation, reconcileShard } from '../ledger/reconcile.ts';
import { differenceText } from '../ledger/verify-ledger.ts';
import { type LedgerCommand, UsageError } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Compares every wallet in Redis with what MongoDB says of it. */
export const reconcileCommand: LedgerCommand = {
  usage: 'reconcile',
  help: 'compare every wallet in Redis with MongoDB plus what is not yet committed',
  positionalsMax: 0,
  async run({ client, db, wallets }) {
    if (wallets === undefined) throw new UsageError('Redis cannot be reached: there is nothing to compare with');
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
  },
};
