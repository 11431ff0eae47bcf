import { walletShardOf } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { accountDocId, legPrefix } from '../../src/adapters/mongo/ledger-collections.ts';
import type { ChainSource } from '../../src/ledger/chain-source.ts';
import { verifyShard } from '../../src/ledger/verify-shard.ts';
import type { LedgerWorld } from './ledger-world.ts';
import { type SimTraffic, simPeople } from './sim-traffic.ts';

/** What keeps the world from being at rest; undefined when nothing is under way any more. */
export function unrestOf(world: LedgerWorld, traffic: SimTraffic): string | undefined {
  const { mongo, server } = world;
  const open = traffic.asks.find(({ outcome }) => outcome === 'open');
  if (open !== undefined) return `${open.intent.kind} ${open.intent.tx} has no outcome`;
  for (const head of mongo.heads.values()) {
    const redis = server.readShard(head._id, server.runId);
    const { epoch, sequence, projected } = head;
    if (head.state !== 'open' || !redis.open) return `shard ${head._id} is ${head.state}, its gate ${redis.open}`;
    if (redis.head?.epoch !== epoch) return `shard ${head._id} is in epoch ${epoch}, Redis in ${redis.head?.epoch}`;
    if (redis.head.sequence !== sequence) {
      return `shard ${head._id} ends at ${sequence}, Redis at ${redis.head.sequence}`;
    }
    // What a killed rebuilder wrote late goes at the next opening; what was ever served has to be gone.
    const served = [...world.accepted.keys()].filter((entry) => entry.shard === head._id && entry.epoch < epoch);
    const left = server.keysOf(head._id, new Set(served.map((entry) => entry.epoch)));
    if (left > 0) return `shard ${head._id} has ${left} keys of older epochs`;
    if (projected.sequence !== sequence || projected.epoch !== epoch) return `shard ${head._id} is not all projected`;
  }
  if (mongo.parked.size > 0) return `${mongo.parked.size} gifts are parked`;
  return mongo.open.size > 0 ? 'a transaction is open' : undefined;
}

/** At rest: what breaks a promise, in words. Empty when all is well. */
export async function judge(world: LedgerWorld, traffic: SimTraffic): Promise<readonly string[]> {
  return [
    ...traffic.lies,
    ...(await brokenChains(world)),
    ...wrongEntries(world, traffic),
    ...wrongWallets(world),
    ...wrongRooms(world),
    ...wrongFences(world),
  ];
}

/** Every chain by the real verifier: hashes, legs, balances, sums of zero. */
async function brokenChains({ mongo }: LedgerWorld): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const head of mongo.heads.values()) {
    const shard = head._id;
    const entries = [...mongo.transactions.values()]
      .filter((entry) => entry.shard === shard)
      .sort((a, b) => Number(a.sequence - b.sequence));
    const legs = mongo.legs.filter((leg) => leg.shard === shard).sort((a, b) => (a._id < b._id ? -1 : 1));
    const source: ChainSource = {
      shard,
      head: async () => ({ epoch: head.epoch, sequence: head.sequence, hash: head.hash.buffer }),
      entries: (after) => eachOf([entries.filter(({ sequence }) => sequence > after)]),
      legs: (after) => eachOf([legs.filter(({ _id }) => _id >= legPrefix(shard, after + 1n))]),
      accounts: () => eachOf([[...mongo.accounts.values()].filter((account) => account.shard === shard)]),
    };
    const verdict = await verifyShard(source, { pins: [], onProgress: () => {} });
    if (verdict.kind === 'broken') wrong.push(`shard ${shard} breaks at ${verdict.at.sequence}: ${verdict.at.problem}`);
  }
  return wrong;
}

/** What was taken and not lost by the disk is in the ledger once, in its place; nothing else is. */
function wrongEntries({ mongo, accepted, clockWentBack }: LedgerWorld, { asks }: SimTraffic): readonly string[] {
  const wrong: string[] = [];
  const places = new Set<string>();
  for (const [{ shard, epoch, sequence, intent, balance }, { taken }] of accepted) {
    places.add(`${intent.tx} ${shard} ${epoch}-${sequence}`);
    if (!taken) continue;
    const again = mongo.transactions.get(`quarantine-${shard}-${epoch}-${sequence}`);
    if (clockWentBack && again !== undefined && mongo.transactions.has(intent.tx)) continue;
    const stored = mongo.transactions.get(intent.tx);
    const what = `${intent.kind} ${intent.tx} of ${intent.amount}, taken as ${shard}/${epoch}-${sequence},`;
    if (stored === undefined) wrong.push(`${what} is not in the ledger`);
    else if (stored.sequence !== sequence || stored.epoch !== epoch || stored.shard !== shard) {
      wrong.push(`${what} stands in the ledger as ${stored.epoch}-${stored.sequence}`);
    } else if (stored.amount !== intent.amount || stored.balanceAfter !== balance) {
      wrong.push(`${what} stands in the ledger with other amounts`);
    }
  }
  for (const { _id, shard, epoch, sequence, status, balanceAfter } of mongo.transactions.values()) {
    if (status === 'quarantined') {
      if (!clockWentBack) wrong.push(`entry ${shard}/${epoch}-${sequence} was quarantined`);
    } else if (!places.has(`${_id} ${shard} ${epoch}-${sequence}`)) wrong.push(`${_id} was never taken there`);
    if (balanceAfter < 0n) wrong.push(`${_id} left a balance below zero`);
  }
  for (const { intent, kind, outcome } of asks) {
    const stored = mongo.transactions.has(intent.tx);
    if (kind === 'order' && outcome === 'taken' && !stored) wrong.push(`order ${intent.orderId} is not in the ledger`);
    if (kind === 'order' && outcome === 'refused' && stored)
      wrong.push(`order ${intent.orderId} was said to be refused`);
  }
  return wrong;
}

/** Redis is at rest, so each hot wallet is what the books say. */
function wrongWallets({ mongo, server }: LedgerWorld): readonly string[] {
  const wrong: string[] = [];
  for (const subject of simPeople) {
    const shard = walletShardOf(subject);
    const head = mongo.heads.get(shard);
    if (head === undefined) continue;
    const held = (account: string): bigint => mongo.accounts.get(accountDocId(account, 'COIN', shard))?.balance ?? 0n;
    const fields = server.wallet(shard, head.epoch, subject);
    const pairs = [
      ['holds', BigInt(fields.get('b') ?? '0'), held(accounts.wallet(subject))],
      ['owes', BigInt(fields.get('o') ?? '0'), -held(accounts.receivable(subject))],
    ] as const;
    for (const [what, hot, books] of pairs) {
      if (hot !== books) wrong.push(`${subject} ${what} ${hot} in Redis, ${books} in the books`);
      if (hot < 0n) wrong.push(`${subject} ${what} ${hot}`);
    }
  }
  return wrong;
}

/** A gift is shown once, and confirmed; one that the disk lost before that may be missing. */
function wrongRooms({ mongo, rooms, accepted }: LedgerWorld): readonly string[] {
  const wrong: string[] = [];
  const shown = new Map<string, number>();
  for (const tx of rooms.shown) shown.set(tx, (shown.get(tx) ?? 0) + 1);
  for (const [tx, times] of shown) {
    if (times > 1) wrong.push(`gift ${tx} was shown ${times} times`);
    if (!mongo.transactions.has(tx)) wrong.push(`gift ${tx} was shown and is not in the ledger`);
  }
  const confirmed = new Set(rooms.confirmed);
  for (const tx of confirmed) {
    if (!mongo.transactions.has(tx)) wrong.push(`gift ${tx} was confirmed and is not in the ledger`);
  }
  for (const [{ intent }, { taken }] of accepted) {
    if (!taken || intent.kind !== 'gift') continue;
    if (!shown.has(intent.tx)) wrong.push(`gift ${intent.tx} was never shown`);
    if (!confirmed.has(intent.tx)) wrong.push(`gift ${intent.tx} was never confirmed`);
  }
  return wrong;
}

/** Each place of a chain was written once, and epochs only grow. */
function wrongFences({ mongo }: LedgerWorld): readonly string[] {
  const wrong: string[] = [];
  const last = new Map<number, { readonly sequence: bigint; readonly epoch: bigint; readonly owner: string }>();
  for (const commit of mongo.commits) {
    const before = last.get(commit.shard) ?? { sequence: 0n, epoch: 0n, owner: '' };
    if (commit.sequence !== before.sequence + 1n || commit.epoch < before.epoch) {
      const place = `${commit.shard}/${commit.epoch}-${commit.sequence}`;
      wrong.push(`${commit.owner} wrote ${place} after ${before.owner} wrote ${before.epoch}-${before.sequence}`);
    }
    last.set(commit.shard, commit);
  }
  return wrong;
}

async function* eachOf<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}
