import { createPublicKey, type KeyObject } from 'node:crypto';
import type { LedgerState } from '@halobuzz/core/api/finance-ledger';
import { hex } from '@halobuzz/core/ids';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { type HeadDoc, ledgerHeads, quarantine } from '../../adapters/mongo/ledger-collections.ts';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import { type Checkpoint, checkpointHolds, newestStoredCheckpoint } from '../../ledger/checkpoint.ts';
import { ledgerKeys } from '../../ledger/ledger-keys.ts';
import { newestVerification } from '../../ledger/verification-record.ts';
import { readAcceptedHead } from '../wallet/shard-heads.ts';

export interface LedgerStateDeps {
  readonly db: Db;
  readonly wallets: WalletSessions;
  readonly clock: () => number;
}

/** Where all chains stand: accepted by wallets, committed, projected; the newest checkpoint and verification. */
export async function readLedgerState({ db, wallets, clock }: LedgerStateDeps): Promise<LedgerState> {
  const majority = { readConcern: { level: 'majority' } } as const;
  const [heads, accepted, checkpoint, verification, quarantined] = await Promise.all([
    ledgerHeads(db).find({}, majority).sort({ _id: 1 }).limit(WALLET_SHARDS).toArray(),
    acceptedHeads(wallets),
    newestStoredCheckpoint(db),
    newestVerification(db),
    quarantine(db).countDocuments({}, { limit: limits.financeCountMax }),
  ]);
  const shards = heads.map((head) => shardView(head, accepted.get(head._id)));
  const sum = (of: (shard: (typeof shards)[number]) => bigint) =>
    String(shards.reduce((all, one) => all + of(one), 0n));
  const nowMs = clock();
  return {
    shards,
    uncommitted: sum((one) => (one.accepted === undefined ? 0n : ahead(one.accepted, one.committed))),
    unprojected: sum(({ committed, projected }) => ahead(committed, projected)),
    ...(checkpoint === undefined ? {} : { checkpoint: await checkpointView(db, checkpoint, nowMs) }),
    ...(verification === undefined
      ? {}
      : {
          verification: {
            ...verification,
            problems: [...verification.problems],
            ageMs: Math.max(0, nowMs - Date.parse(verification.at)),
          },
        }),
    quarantined,
  };
}

function ahead(first: string, second: string): bigint {
  const lag = BigInt(first) - BigInt(second);
  return lag > 0n ? lag : 0n;
}

/** The last entry that each shard's wallets took; a server that cannot be asked leaves its shards out. */
async function acceptedHeads(wallets: WalletSessions): Promise<ReadonlyMap<number, number>> {
  const asked = Array.from({ length: WALLET_SHARDS }, async (_, shard) => {
    const session = wallets.session(shard);
    if (session === undefined) return undefined;
    const head = await readAcceptedHead(session.redis, shard).catch(() => undefined);
    return head === undefined ? undefined : ([shard, head.sequence] as const);
  });
  return new Map((await Promise.all(asked)).filter((one) => one !== undefined));
}

function shardView(head: HeadDoc, accepted: number | undefined): LedgerState['shards'][number] {
  const { _id: shard, state, reason, epoch, sequence, projected, updatedAt } = head;
  return {
    ...{ shard, state, epoch: String(epoch), committed: String(sequence), projected: String(projected.sequence) },
    ...(reason === undefined || state === 'open' ? {} : { reason }),
    ...(accepted === undefined ? {} : { accepted: String(accepted) }),
    updatedAt: updatedAt.toISOString(),
  };
}

async function checkpointView(db: Db, checkpoint: Checkpoint, nowMs: number) {
  const { atMs, keyId, root } = checkpoint;
  const key = (await ledgerKeys(db)).find((one) => one.keyId === keyId);
  return {
    at: new Date(atMs).toISOString(),
    ageMs: Math.max(0, nowMs - atMs),
    ...{ keyId, root: hex(root) },
    holds: key === undefined ? ('key_unknown' as const) : holds(checkpoint, publicKeyOf(key.x)),
  };
}

function holds(checkpoint: Checkpoint, key: KeyObject): 'yes' | 'no' {
  return checkpointHolds(checkpoint, key) ? 'yes' : 'no';
}

function publicKeyOf(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
