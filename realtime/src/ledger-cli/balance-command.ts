import { walletShardOf } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { accountBalances } from '../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { type LedgerCommand, subjectOf } from './command.ts';

/** One person's accounts: what Redis lets them spend, and what is committed. */
export const balanceCommand: LedgerCommand = {
  usage: 'balance <subject>',
  help: "one person's balances, hot and committed",
  positionalsMax: 1,
  async run({ db, wallets }, words) {
    const subject = subjectOf(words);
    const hot = wallets === undefined ? undefined : await redisWallet(wallets).state(subject);
    console.log(`wallet shard        ${walletShardOf(subject)}`);
    console.log(`spendable in Redis  ${hot === undefined ? 'not known now' : `${hot.coins} COIN`}`);
    if (hot !== undefined) {
      console.log(
        `spent today         ${hot.spentToday} COIN${hot.dailyCap === undefined ? '' : ` of ${hot.dailyCap}`}`,
      );
      if (hot.owed > 0n) console.log(`owed                ${hot.owed} COIN: nothing can be spent before it is settled`);
      if (hot.heldCoins > 0n) {
        console.log(`held                ${hot.heldCoins} COIN until ${new Date(hot.heldUntilMs).toISOString()}`);
      }
      if (hot.frozen) console.log('frozen              yes');
    }
    const names = [accounts.wallet, accounts.receivable, accounts.earnings, accounts.held].map((name) => name(subject));
    const sums = await accountBalances(db)
      .aggregate<{ _id: { account: string; currency: string }; balance: bigint }>([
        { $match: { account: { $in: names } } },
        { $group: { _id: { account: '$account', currency: '$currency' }, balance: { $sum: '$balance' } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    for (const sum of sums)
      console.log(`${sum._id.account.split(':')[0]?.padEnd(18)}  ${sum.balance} ${sum._id.currency} committed`);
    if (sums.length === 0) console.log('nothing committed');
    return true;
  },
};
