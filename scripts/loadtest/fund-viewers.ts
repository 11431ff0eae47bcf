import { randomBytes } from 'node:crypto';
import { newUuidV7, transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { pino } from 'pino';
import { viewerOf } from '../../loadtests/bench/sign-ticket.ts';
import { redisWallet } from '../../realtime/src/adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { fingerprintOf } from '../../realtime/src/ledger/fingerprint.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { Problem } from '../problem.ts';
import { inLanes } from './in-lanes.ts';

const lanes = 64;
const releaseMs = 5_000;
const silentLog = pino({ level: 'silent' });

/**
 * Gives the first viewers of a run their coins, each by a grant in their wallet: an entry like any other, which the ledger commits
 * and verifies. The development door of the edge does the same one request at a time.
 */
export async function fundViewers(walletsUrl: string, seed: string, count: number, coins: bigint): Promise<void> {
  const lifecycle = createLifecycle(silentLog);
  try {
    const connection = connectWallets({ url: walletsUrl, name: 'load test', log: silentLog }, lifecycle);
    if ((await connection.next(undefined)) === undefined) throw new Problem('the wallets store does not answer');
    const wallet = redisWallet(connection);
    await inLanes(count, lanes, async (viewer) => {
      const intent = grantOf(viewerOf(seed, viewer).subject, coins);
      const result = await wallet.submit(intent, fingerprintOf(intent), new Uint8Array(0));
      if (result.kind !== 'created') throw new Problem(`a viewer got no coins: ${JSON.stringify(result)}`);
    });
  } finally {
    await lifecycle.release(releaseMs);
  }
}

function grantOf(subject: string, amount: bigint): Intent {
  const clientId = newUuidV7(Date.now(), (length) => randomBytes(length));
  return {
    ...intentBlanks,
    ...{ kind: 'grant', tx: transactionId(subject, clientId), wallet: subject, currency: 'COIN' },
    ...{ amount, clientId, reason: 'load test' },
  };
}
