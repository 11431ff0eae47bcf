import { createHash } from 'node:crypto';
import { pageOf, successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { devGrantDataSchema, walletEntrySchema } from '@halobuzz/core/api/wallet';
import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountBalances,
  accountDocId,
  legId,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../../adapters/mongo/ledger-collections.ts';
import { walletQuery } from '../mongo/mongo-ledger-reads.ts';
import {
  createRealOrigin,
  openShardOf,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { devGrant } from './dev-grant.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(10);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

const granted = successOf(devGrantDataSchema);
const entries = successOf(pageOf(walletEntrySchema));

function grant(actor: ReturnType<typeof someActor>, key: string, coins: string, from = origin) {
  const headers = { 'idempotency-key': key };
  return from.call(internalPaths.devGrant, { method: 'POST', actor, headers, body: { coins } });
}

describe('a development grant', () => {
  it('moves the coins once, however often and on however many origins it is asked for', async () => {
    const actor = someActor();
    await openShardOf(actor.subject, stores.wallets);
    const second = await createRealOrigin(stores);
    const answers = await Promise.all([origin, second, origin, second].map((one) => grant(actor, 'k1', '500', one)));
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThan(0);
    for (const { status, body } of answers) {
      if (status !== 201) expect(body).toMatchObject({ status: 409, code: 'idempotency_in_flight' });
    }
    const again = await grant(actor, 'k1', '500');
    expect(granted.parse(again.body).data).toMatchObject({ result: 'created', coins: '500' });
    for (const { body } of done) expect(body).toEqual(again.body);
    expect(await origin.call(internalPaths.wallet, { actor })).toMatchObject({ body: { data: { coins: '500' } } });
    const { stream } = walletShardKeys(walletShardOf(actor.subject));
    expect(await stores.wallets.redis.xlen(stream)).toBe(1);
    expect(await grant(actor, 'k1', '501')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(await grant(actor, 'k2', '1')).toMatchObject({ status: 201 });
    expect(await grant(someActor(), 'k1', '500')).not.toMatchObject({ body: again.body });
  });

  it('takes a crashed request over with the same transaction when its lease is out', async () => {
    const actor = someActor();
    await openShardOf(actor.subject, stores.wallets);
    const crashed = {
      ...origin.deps.idempotency,
      finish: async () => {
        throw new Error('kill -9');
      },
      release: async () => undefined,
    };
    await expect(devGrant({ ...origin.deps, idempotency: crashed }, actor, 'k', { coins: '70' })).rejects.toThrow(
      'kill',
    );
    expect(await grant(actor, 'k', '70')).toMatchObject({ status: 409, body: { code: 'idempotency_in_flight' } });
    const later = await createRealOrigin(stores);
    later.time.aheadMs = limits.idempotencyLeaseMs + 1;
    expect(await grant(actor, 'k', '70', later)).toMatchObject({ status: 201, body: { data: { result: 'exists' } } });
    expect(await origin.deps.wallet.balance(actor.subject)).toBe(70n);
    const idempotency = await stores.db.collection('idempotency_keys').find({}).toArray();
    expect(JSON.stringify(idempotency)).not.toContain(actor.subject);
  });

  it('says that wallets are locked, and works once they are open', async () => {
    const actor = someActor();
    const { open } = walletShardKeys(walletShardOf(actor.subject));
    await stores.wallets.redis.del(open);
    expect(await grant(actor, 'k', '5')).toMatchObject({ status: 503, body: { code: 'wallet_locked' } });
    await openShardOf(actor.subject, stores.wallets);
    expect(await grant(actor, 'k', '5')).toMatchObject({ status: 201 });
  });
});

describe('the wallet', () => {
  it('falls back to the ledger while Redis cannot answer, and sums earnings over shards', async () => {
    const actor = someActor();
    await stores.wallets.redis.del(walletShardKeys(walletShardOf(actor.subject)).open);
    const updatedAt = new Date();
    const own = { userId: actor.subject, updatedAt };
    const [wallet, earnings] = [accounts.wallet(actor.subject), accounts.earnings(actor.subject)];
    await accountBalances(stores.db).insertMany([
      { _id: accountDocId(wallet, 'COIN', 3), account: wallet, currency: 'COIN', shard: 3, balance: 12n, ...own },
      ...[1, 2].map((shard) => ({
        ...{ _id: accountDocId(earnings, 'DIAMOND', shard), account: earnings, shard, balance: 2n ** 53n, ...own },
        currency: 'DIAMOND' as const,
      })),
    ]);
    const { body } = await origin.call(internalPaths.wallet, { actor });
    expect(body).toMatchObject({ data: { coins: '12', diamonds: String(2n ** 54n) } });
  });

  it('pages entries in a stable order through equal times, earnings among them', async () => {
    const [actor, giver] = [someActor(), someActor()];
    const startMs = Date.now() - 10_000;
    const hash = new Binary(new Uint8Array(32));
    const transaction = (i: number, userId: string, shard: number): TransactionDoc => ({
      _id: createHash('sha256').update(`${userId}${i}`).digest('hex'),
      ...{ userId, type: i % 4 === 0 ? 'grant' : 'gift', status: 'completed', amount: BigInt(i + 1), currency: 'COIN' },
      ...{
        counterparty: i % 3 === 0 ? 'guest' : 'host',
        roomId: i % 4 === 0 ? '' : 'room',
        giftId: i % 4 === 0 ? '' : 'rose',
      },
      ...{ giftVersion: 1n, quantity: 2n, shard, epoch: 1n, sequence: BigInt(i + 1), balanceAfter: 5n },
      ...{ hash, previousHash: hash, intent: hash, metadata: { earned: '3' } },
      createdAt: new Date(startMs + Math.floor(i / 6)),
    });
    const own = Array.from({ length: 25 }, (_, i) => transaction(i, actor.subject, 1));
    const theirs = Array.from({ length: 10 }, (_, i) => transaction(i * 4 + 1, giver.subject, 2));
    await transactions(stores.db).insertMany([...own, ...theirs]);
    await transactionLegs(stores.db).insertMany(
      theirs.map((gift) => ({
        ...{ _id: legId(2, gift.sequence, 3), transactionId: gift._id, userId: actor.subject, shard: 2, epoch: 1n },
        ...{ account: accounts.earnings(actor.subject), currency: 'DIAMOND', amount: 1n, type: 'credit', balance: 1n },
        ...{ sequence: gift.sequence, timestamp: gift.createdAt, hash },
      })),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const at = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page = entries.parse(
        (await origin.call(`${internalPaths.walletEntries}?limit=4${at}`, { actor })).body,
      ).data;
      seen.push(...page.items.map((entry) => entry.tx));
      for (const entry of page.items) {
        expect(entry.direction).toBe(entry.type === 'grant' || entry.currency === 'DIAMOND' ? 'credit' : 'debit');
        expect(entry.giftId).toBe(entry.type === 'grant' ? undefined : 'rose');
      }
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(35);
    expect(new Set(seen)).toEqual(new Set([...own, ...theirs].map((one) => one._id)));
    const byId = new Map([...own, ...theirs].map((one) => [one._id, one.createdAt.getTime()]));
    const times = seen.map((tx) => byId.get(tx) ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const toHost = [...own, ...theirs].filter((one) => one.roomId === 'room' && one.counterparty === 'host');
    expect(await origin.deps.ledger.roomTotals('room', 'host')).toEqual({
      gifts: [...own, ...theirs].filter((one) => one.roomId === 'room' && one.type === 'gift').length,
      coins: [...own, ...theirs].reduce((sum, one) => sum + (one.roomId === 'room' ? one.amount : 0n), 0n),
      diamonds: 3n * BigInt(toHost.length),
    });
    expect(await origin.deps.ledger.roomTotals('empty', 'host')).toEqual({ gifts: 0, coins: 0n, diamonds: 0n });
    const stranger = entries.parse((await origin.call(internalPaths.walletEntries, { actor: someActor() })).body);
    expect(stranger.data.items).toEqual([]);
  });

  it("reads entries over the customer's index without sorting", async () => {
    const query = walletQuery(someActor().subject, { atMs: 1, id: 'a' });
    const plan = await transactions(stores.db).find(query).sort({ createdAt: -1 }).limit(21).explain('queryPlanner');
    const text = JSON.stringify(plan.queryPlanner.winningPlan);
    expect(text).toContain('"keyPattern":{"userId":1,"status":1,"createdAt":-1}');
    expect(text).not.toContain('"SORT"');
  });
});
