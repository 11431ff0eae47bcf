import { randomBytes } from 'node:crypto';
import { newUuidV7, transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { redisWallet } from '../../realtime/src/adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { openGate, switchEpoch } from '../../realtime/src/adapters/redis/wallet-gate.ts';
import { fingerprintOf } from '../../realtime/src/ledger/fingerprint.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from './bench-stores.ts';

const epoch = 1n;

/** Opens every wallet shard of a fresh wallets server, as the ledger writer does, and gives each subject coins. */
export async function openWallets(url: string, subjects: readonly string[], coins: bigint): Promise<void> {
  const lifecycle = createLifecycle(silentLog);
  try {
    const connection = connectWallets({ url, name: 'bench wallets', log: silentLog }, lifecycle);
    const session = await connection.next(undefined);
    if (session === undefined) throw new Error('no wallets server');
    for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
      // False for a shard that an earlier row opened.
      await switchEpoch(session, shard, epoch, 0n);
      if (!(await openGate(session, shard, epoch))) throw new Error(`wallet shard ${shard} did not open`);
    }
    const wallet = redisWallet(connection);
    for (const subject of subjects) {
      const intent = grantOf(subject, coins);
      const result = await wallet.submit(intent, fingerprintOf(intent), new Uint8Array(0));
      if (result.kind !== 'created') throw new Error(`a wallet was not funded: ${JSON.stringify(result)}`);
    }
  } finally {
    await lifecycle.release(5_000);
  }
}

function grantOf(subject: string, amount: bigint): Intent {
  const clientId = newUuidV7(Date.now(), (length) => randomBytes(length));
  return {
    ...intentBlanks,
    ...{ kind: 'grant', tx: transactionId(subject, clientId), wallet: subject, currency: 'COIN' },
    ...{ amount, clientId, reason: 'bench' },
  };
}
