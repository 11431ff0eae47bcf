import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { accounts } from '@halobuzz/core/ledger/postings';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import {
  accountBalances,
  ledgerHeads,
  transactionLegs,
  transactions,
} from '../src/adapters/mongo/ledger-collections.ts';
import type { LedgerWorld } from './ledger-world.ts';

const restTimeoutMs = 45_000;

/**
 * Waits until everything accepted is committed and projected, then says what does not hold: something accepted that is
 * not stored exactly once or not shown in its room exactly once, something stored that nobody asked for, sums that are
 * not zero, a balance below zero, a chain that does not verify, a wallet that differs between Redis and MongoDB.
 * `quarantined`: entries that were meant to be so.
 */
export async function ledgerInvariants(world: LedgerWorld, quarantined = 0): Promise<readonly string[]> {
  let unrest: readonly string[] = ['nothing was looked at'];
  await waitUntil(
    async () => {
      unrest = await unrestOf(world);
      return unrest.length === 0;
    },
    { timeoutMs: restTimeoutMs, pollMs: 100 },
  );
  if (unrest.length > 0) return unrest;
  return (await Promise.all([storedOnce(world, quarantined), shownOnce(world), sums(world), verified(world)])).flat();
}

async function unrestOf({ bench }: LedgerWorld): Promise<readonly string[]> {
  const wrong: string[] = [];
  const redis = bench.connection.session()?.redis;
  if (redis === undefined) return ['the wallets server cannot be reached'];
  const { db } = bench.database;
  for (const { _id, epoch, sequence, projected, state } of await ledgerHeads(db).find().toArray()) {
    const [atEpoch, at] = await redis.hmget(walletShardKeys(_id).head, 'epoch', 'sequence');
    if (state !== 'open') wrong.push(`shard ${_id} is ${state}`);
    if (atEpoch !== `${epoch}` || at !== `${sequence}`)
      wrong.push(`shard ${_id}: Redis stands at ${atEpoch}-${at}, MongoDB at ${epoch}-${sequence}`);
    if (projected.sequence !== sequence || projected.epoch !== epoch)
      wrong.push(`shard ${_id} is projected up to ${projected.epoch}-${projected.sequence} of ${epoch}-${sequence}`);
  }
  const parked = await db.collection('parked_gifts').countDocuments();
  if (parked > 0) wrong.push(`${parked} gifts are parked`);
  return wrong;
}

async function storedOnce({ bench, asked }: LedgerWorld, meant: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  let quarantined = 0;
  const stored = new Map<string, bigint>();
  const places = new Set<string>();
  for await (const { _id, amount, shard, sequence, type } of transactions(bench.database.db).find()) {
    const place = `${shard}/${sequence}`;
    if (places.has(place)) wrong.push(`two entries stand at ${place}`);
    places.add(place);
    stored.set(_id, amount);
    const known = asked.get(_id);
    if (type === 'quarantined') quarantined += 1;
    else if (known === undefined) wrong.push(`${type} ${_id} is stored, and nobody asked for it`);
    else if (known.kind === 'refused') wrong.push(`${type} ${_id} is stored, and was refused`);
    else if (known.kind === 'lost') wrong.push(`${type} ${_id} is stored, and counted as lost`);
    else if (known.intent.amount !== amount) wrong.push(`${type} ${_id} is stored with ${amount}`);
  }
  if (quarantined !== meant) wrong.push(`${quarantined} entries were quarantined, not ${meant}`);
  for (const [tx, { kind, intent }] of asked) {
    const must = kind === 'created' || kind === 'exists' || kind === 'committed';
    if (must && !stored.has(tx)) wrong.push(`${intent.kind} ${tx} was ${kind} and is not stored`);
  }
  return wrong;
}

/** How often each gift stands in its room's history. */
export async function shownGifts({ roomsRedis }: LedgerWorld, room: string): Promise<Map<string, number>> {
  const shown = new Map<string, number>();
  for (const [, fields] of await roomsRedis.xrangeBuffer(roomKeys(room).log, '-', '+')) {
    const bytes = fields?.[fields.findIndex((field) => field.toString() === 'e') + 1];
    const event = bytes === undefined ? undefined : decodeEvent(bytes);
    if (event?.t === 'gift') shown.set(event.tx, (shown.get(event.tx) ?? 0) + 1);
  }
  return shown;
}

async function shownOnce(world: LedgerWorld): Promise<readonly string[]> {
  const { bench, roomsRedis, rooms, asked, unshowable } = world;
  const wrong: string[] = [];
  const gifts = await transactions(bench.database.db).find({ type: 'gift' }).toArray();
  for (const room of rooms) {
    const keys = roomKeys(room);
    const shown = await shownGifts(world, room);
    // What the wallets server lost before it was shown can be shown by nobody, and is in no total of the room.
    const here = gifts.filter(({ _id, roomId }) => roomId === room && (shown.has(_id) || !unshowable.has(_id)));
    for (const { _id } of here) {
      const times = shown.get(_id) ?? 0;
      if (times !== 1) wrong.push(`gift ${_id} was shown ${times} times`);
      shown.delete(_id);
    }
    for (const tx of shown.keys()) {
      if (asked.get(tx)?.kind !== 'lost') wrong.push(`gift ${tx} was shown and is not in the ledger`);
    }
    const [coins, count] = await roomsRedis.hmget(keys.state, 'coins', 'gifts');
    const sum = here.reduce((total, { amount }) => total + amount, 0n);
    if (BigInt(coins ?? 0) !== sum || Number(count ?? 0) !== here.length)
      wrong.push(`the room has ${count} gifts of ${coins} coins, the ledger ${here.length} of ${sum}`);
  }
  return wrong;
}

async function sums({ bench, people }: LedgerWorld): Promise<readonly string[]> {
  const wrong: string[] = [];
  const { db } = bench.database;
  const add = (totals: Map<string, bigint>, key: string, amount: bigint): void => {
    totals.set(key, (totals.get(key) ?? 0n) + amount);
  };
  const [byLegs, byAccounts, kept] = [new Map<string, bigint>(), new Map<string, bigint>(), new Map<string, bigint>()];
  for await (const { currency, amount, account, shard, balance } of transactionLegs(db).find()) {
    add(byLegs, currency, amount);
    add(kept, `${account}|${currency}|${shard}`, amount);
    if (account.startsWith(accounts.wallet('')) && balance < 0n) wrong.push(`${account} was at ${balance}`);
  }
  for await (const { _id, currency, balance } of accountBalances(db).find()) {
    add(byAccounts, currency, balance);
    if ((kept.get(_id) ?? 0n) !== balance) wrong.push(`${_id} has ${balance}, its legs come to ${kept.get(_id) ?? 0n}`);
  }
  for (const totals of [byLegs, byAccounts]) {
    for (const [currency, total] of totals) if (total !== 0n) wrong.push(`${currency} sums to ${total}`);
  }
  for (const { subject } of people) {
    // Nobody is told a balance while the gate is shut: a writer that wakes up may be taking the shard over just now.
    let balance: bigint | undefined;
    await waitUntil(
      async () => {
        balance = await bench.wallet.balance(subject);
        return balance !== undefined;
      },
      { timeoutMs: restTimeoutMs, pollMs: 100 },
    );
    if (balance === undefined || balance < 0n) wrong.push(`wallet ${subject} has ${balance}`);
  }
  return wrong;
}

async function verified({ bench }: LedgerWorld): Promise<readonly string[]> {
  const { breaks, problems, wallets } = await bench.verify();
  const wrong = [...breaks.map((one) => `break: ${JSON.stringify(one, (_, value) => String(value))}`), ...problems];
  if (wallets === undefined || wallets.lockedShards > 0) wrong.push('wallets could not be compared');
  else if (wallets.undrained > 0) wrong.push(`${wallets.undrained} entries are not committed`);
  return wrong;
}
