import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { markCommitted } from '../adapters/redis/committed-group.ts';
import { renewFile } from '../adapters/redis/renew-file.ts';
import { sweepEpochs } from '../adapters/redis/sweep-epochs.ts';
import type { WalletConnection, WalletSession } from '../adapters/redis/wallet-connection.ts';
import { lockGate, openGate, readShards, switchEpoch } from '../adapters/redis/wallet-gate.ts';
import { readNew, readRange } from './stream-reader.ts';
import type { WalletStore, WalletStores } from './wallet-store.ts';

/** A {@link WalletStore} on a real server. */
export function redisWalletStore(session: WalletSession): WalletStore {
  const { redis } = session;
  return {
    runId: session.runId,
    closed: session.closed,
    async timeMs() {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
    readShards: (shards) => readShards(session, shards),
    renewFile: () => renewFile(session),
    openGate: (shard, epoch) => openGate(session, shard, epoch),
    lockGate: (shard, epoch) => lockGate(session, shard, epoch),
    switchEpoch: (shard, epoch, sequence) => switchEpoch(session, shard, epoch, sequence),
    readRange: (shard, after, end, count) => readRange(session, shard, after, end, count),
    readNew: (cursors, count, blockMs) => readNew(session, cursors, count, blockMs),
    async trim(shard, before) {
      await redis.xtrim(walletShardKeys(shard).stream, 'MINID', `${before.epoch}-${before.sequence}`);
    },
    markCommitted: (shard, committed) => markCommitted(session, shard, committed),
    async removeEntries(shard, entries) {
      if (entries.length === 0) return;
      await redis.xdel(walletShardKeys(shard).stream, ...entries.map((entry) => `${entry.epoch}-${entry.sequence}`));
    },
    async writeWallet(shard, epoch, subject, fields) {
      await redis.hset(walletShardKeys(shard).wallet(Number(epoch), subject), ...fields);
    },
    async writeIdempotencyId(shard, epoch, tx, record, lifeMs) {
      await redis.set(walletShardKeys(shard).idempotency(Number(epoch), tx), record, 'PX', lifeMs);
    },
    async endIdempotencyId(shard, epoch, tx, lifeMs) {
      await redis.pexpire(walletShardKeys(shard).idempotency(Number(epoch), tx), lifeMs);
    },
    async sweepEpochs(obsolete) {
      await sweepEpochs(session, obsolete);
    },
  };
}

/** The stores of a connection: one and the same for one session. */
export function redisWalletStores(connection: WalletConnection): WalletStores {
  const known = new WeakMap<WalletSession, WalletStore>();
  const sessions = new WeakMap<WalletStore, WalletSession>();
  const storeOf = (session: WalletSession | undefined): WalletStore | undefined => {
    if (session === undefined) return undefined;
    const store = known.get(session) ?? redisWalletStore(session);
    known.set(session, store);
    sessions.set(store, session);
    return store;
  };
  return {
    session: () => storeOf(connection.session()),
    next: async (last) => storeOf(await connection.next(last === undefined ? undefined : sessions.get(last))),
    close: () => connection.close(),
  };
}
