import { walletShardOf } from '@halobuzz/core/ids';
import { decodeIntent, encodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { intentKinds, isPlainKind } from '@halobuzz/core/ledger/kinds';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeWallet } from '../../../testing/fake-wallet.ts';
import { clientId, giftIntent, grantIntent, intentOf, subject } from '../../../testing/intents.ts';
import { type OwnWallets, silentLog, startOwnWallets } from '../../../testing/ledger-stores.ts';
import { submit, walletContract } from '../../../testing/wallet.contract.ts';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { createLifecycle, type Lifecycle } from '../../lifecycle.ts';
import { redisWallet } from './redis-wallet.ts';
import { connectWallets, runWalletScript, type WalletConnection, type WalletSession } from './wallet-connection.ts';
import { lockGate, openGate, readShards, switchEpoch } from './wallet-gate.ts';
import { submitCall, submitScript } from './wallet-script.ts';

let server: OwnWallets;
let lifecycle: Lifecycle;
let connection: WalletConnection;
let wallet: WalletPort;
const shards = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard);

async function openAll(session: WalletSession, epoch: bigint): Promise<void> {
  await Promise.all(
    shards.map(async (shard) => {
      await switchEpoch(session, shard, epoch, 0n);
      expect(await openGate(session, shard, epoch)).toBe(true);
    }),
  );
}

async function session(last?: WalletSession): Promise<WalletSession> {
  const next = await connection.next(last);
  if (next === undefined) throw new Error('the connection was closed');
  return next;
}

beforeAll(async () => {
  server = await startOwnWallets();
  lifecycle = createLifecycle(silentLog);
  connection = connectWallets({ url: server.url, name: 'test', log: silentLog }, lifecycle);
  wallet = redisWallet(connection, { timeoutMs: 10_000 });
  await openAll(await session(), 1n);
});
afterAll(async () => {
  await lifecycle.release(5_000);
  await server.stop();
});

walletContract('Redis', () => wallet);

describe('the wallet script', () => {
  it('decides exactly as the model does, whatever the order, repeats and amounts', async () => {
    const amounts = fc.oneof(
      fc.constantFrom(1n, 2n, limits.walletBalanceMax, limits.walletBalanceMax - 1n, limits.walletBalanceMax + 1n),
      fc.bigInt({ min: 1n, max: 100n }),
      fc.bigInt({ min: 1n, max: limits.walletBalanceMax }),
    );
    const someControls = fc.record({
      version: fc.nat(3),
      heldCoins: fc.bigInt({ min: 0n, max: 50n }),
      heldUntilMs: fc.constantFrom(0, Date.now() - 60_000, Date.now() + 600_000),
      dailyCap: fc.option(fc.bigInt({ min: 1n, max: 100n }), { nil: undefined }),
      frozen: fc.constantFrom(false, false, false, true),
    });
    const step = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom('gift', 'gift', 'grant', ...intentKinds),
      amount: amounts,
      quantity: fc.bigInt({ min: 1n, max: 3n }),
      /** Reuses the id of an earlier step, or undefined. */
      again: fc.option(fc.nat(20), { nil: undefined }),
      ageMs: fc.constantFrom(0, 0, 0, 30_000, 30 * 60_000, -5 * 60_000),
      spendCap: fc.option(amounts, { nil: undefined }),
      controls: fc.option(someControls, { nil: undefined, freq: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const people = [subject(), subject(), subject()];
        const model = fakeWallet(() => Date.now());
        const ids: string[] = [];
        for (const { who, kind, amount, quantity, again, ageMs, spendCap, controls } of steps) {
          const id = (again === undefined ? undefined : ids[again]) ?? clientId(Date.now() - ageMs);
          ids.push(id);
          const person = people[who] ?? subject();
          if (controls !== undefined) {
            await Promise.all([wallet.setControls(person, controls), model.setControls(person, controls)]);
          }
          const intent = intentOf(kind, { wallet: person, amount, quantity, clientId: id });
          const print = fingerprintOf(intent);
          const options = spendCap === undefined ? {} : { spendCap };
          const orders = isPlainKind(kind) ? undefined : async () => false;
          const [real, expected] = await Promise.all(
            [wallet, model].map((one) =>
              orders === undefined
                ? one.submit(intent, print, new Uint8Array(0), options)
                : one.post(intent, print, orders),
            ),
          );
          // Sequences are the shard's, which other runs share; the model knows only its own.
          const { sequence: _s, ...rest } = { sequence: 0, ...expected };
          expect(real).toMatchObject(rest);
        }
        for (const person of people) expect(await wallet.state(person)).toEqual(await model.state(person));
      }),
      { numRuns: 100 },
    );
  });

  it('writes one entry with gapless ids and everything the writer needs', async () => {
    const me = subject();
    const keys = walletShardKeys(walletShardOf(me));
    const { redis } = await session();
    const before = Number(await redis.hget(keys.head, 'sequence'));
    const grant = grantIntent({ wallet: me, amount: limits.walletBalanceMax });
    const gift = giftIntent({ wallet: me, amount: 3n });
    await submit(wallet, grant);
    await wallet.submit(gift, fingerprintOf(gift), Uint8Array.of(1, 2, 255));
    const entries = await redis.xrangeBuffer(keys.stream, `1-${before + 1}`, '+');
    expect(entries.map(([id]) => id.toString())).toEqual([`1-${before + 1}`, `1-${before + 2}`]);
    const [, fields] = entries[1] ?? [];
    const map = new Map<string, Buffer>();
    for (let i = 0; i + 1 < (fields ?? []).length; i += 2) {
      map.set((fields?.[i] ?? '').toString(), Buffer.from(fields?.[i + 1] ?? ''));
    }
    expect(decodeIntent(map.get('p') ?? Buffer.alloc(0))).toEqual(gift);
    expect(map.get('b')?.toString()).toBe((limits.walletBalanceMax - 3n).toString());
    expect(map.get('e')).toEqual(Buffer.from([1, 2, 255]));
    expect(map.get('w')?.toString()).toBe(me);
    expect(map.get('d')?.toString()).toBe('-3');
    expect(Math.abs(Number(map.get('t')?.toString()) - Date.now())).toBeLessThan(60_000);
  });

  it('refuses an entry whose id would not grow, and writes nothing', async () => {
    const me = subject();
    const keys = walletShardKeys(walletShardOf(me));
    const { redis } = await session();
    await submit(wallet, grantIntent({ wallet: me, amount: 5n }));
    const sequence = Number(await redis.hget(keys.head, 'sequence'));
    await redis.hset(keys.head, 'sequence', sequence - 1);
    expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toEqual({
      kind: 'refused',
      code: 'wallet_locked',
    });
    await redis.hset(keys.head, 'sequence', sequence);
    expect(await wallet.balance(me)).toBe(5n);
  });

  it('slows gifts down above a mark, by chance and more and more, and takes orders until none are taken', async () => {
    const me = subject();
    const length = async (): Promise<number> => (await session()).redis.xlen(walletShardKeys(walletShardOf(me)).stream);
    await submit(wallet, grantIntent({ wallet: me, amount: 1_000n }));
    const waiting = await length();
    const refused = { kind: 'refused', code: 'wallet_busy' };
    const slowed = (behind: number, draw: number) =>
      redisWallet(connection, {
        backlog: { slow: waiting - behind, refuse: waiting - behind + 100 },
        draw: () => draw,
      });
    const give = (behind: number, draw: number) => submit(slowed(behind, draw), giftIntent({ wallet: me, amount: 1n }));
    // A tenth of the way: one in ten is refused.
    expect(await give(10, 0.09)).toEqual(refused);
    expect(await give(10, 0.5)).toMatchObject({ kind: 'created' });
    expect(await give(90, 0.5)).toEqual(refused);
    expect(await give(0, 0.5)).toMatchObject({ kind: 'created' });
    const order = intentOf('purchase', { wallet: me, amount: 5n });
    expect((await slowed(90, 0).post(order, fingerprintOf(order), async () => false)).kind).toBe('created');
    const late = intentOf('purchase', { wallet: me, amount: 5n });
    expect(await slowed(110, 0.99).post(late, fingerprintOf(late), async () => false)).toEqual(refused);
  });

  it('refuses up front when the server is out of memory, and writes nothing', async () => {
    const me = subject();
    const { redis } = await session();
    await submit(wallet, grantIntent({ wallet: me, amount: 10n }));
    const keys = walletShardKeys(walletShardOf(me));
    const before = await redis.hgetall(keys.head);
    const gift = giftIntent({ wallet: me, amount: 1n });
    await redis.config('SET', 'maxmemory', '1');
    try {
      expect(await submit(wallet, gift)).toEqual({ kind: 'refused', code: 'wallet_locked' });
      expect(await redis.hgetall(keys.head)).toEqual(before);
      expect(await wallet.balance(me)).toBe(10n);
    } finally {
      await redis.config('SET', 'maxmemory', '0');
    }
    expect(await submit(wallet, gift)).toMatchObject({ kind: 'created', balance: 9n });
  });

  it('is busy when too much waits to be committed', async () => {
    const me = subject();
    const shard = walletShardOf(me);
    const keys = walletShardKeys(shard);
    const current = await session();
    const intent = grantIntent({ wallet: me, amount: 5n });
    const call = submitCall(
      { shard, runId: current.runId, epoch: 1, idTimeMs: Date.now(), keep: false, spendCap: undefined },
      intent,
      encodeIntent(intent),
      fingerprintOf(intent),
      Buffer.alloc(0),
    );
    const args = [...call.args];
    args[9] = String(await current.redis.xlen(keys.stream));
    expect(await runWalletScript(current, submitScript, call.keys, args)).toEqual(['busy']);
    expect(await wallet.balance(me)).toBe(0n);
  });
});

describe('the gate', () => {
  it('shuts, opens and switches epochs, and lets a late writer do none of it', async () => {
    const me = subject();
    const shard = walletShardOf(me);
    const current = await session();
    await submit(wallet, grantIntent({ wallet: me, amount: 5n }));
    expect(await lockGate(current, shard, 1n)).toBe(true);
    expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toMatchObject({ code: 'wallet_locked' });
    expect(await wallet.balance(me)).toBeUndefined();

    const head = (await readShards(current, [shard]))[0]?.head;
    expect(await switchEpoch(current, shard, 3n, head?.sequence ?? 0n)).toBe(true);
    expect(await openGate(current, shard, 2n)).toBe(false);
    expect(await openGate(current, shard, 3n)).toBe(true);
    expect(await switchEpoch(current, shard, 2n, 0n)).toBe(false);
    expect(await switchEpoch(current, shard, 3n, 0n)).toBe(false);
    expect(await lockGate(current, shard, 2n)).toBe(false);
    expect(await readShards(current, [shard])).toEqual([
      { head: { epoch: 3n, sequence: head?.sequence }, open: true, layoutKnown: true },
    ]);

    // The adapter still thinks of epoch 1: the script tells it the new one, and it asks again.
    expect(await submit(wallet, grantIntent({ wallet: me, amount: 9n }))).toMatchObject({
      kind: 'created',
      balance: 9n,
      epoch: 3,
    });
  });

  it('is shut for every server that the writer did not open: a restart locks all wallets', async () => {
    const me = subject();
    await submit(wallet, grantIntent({ wallet: me, amount: 5n }));
    const before = await session();
    await server.crashAndRestart();
    const after = await session(before);
    expect(after.runId).not.toBe(before.runId);
    expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toMatchObject({ code: 'wallet_locked' });
    const shard = walletShardOf(me);
    const [state] = await readShards(after, [shard]);
    expect(state?.open).toBe(false);
    expect(await openGate(after, shard, state?.head?.epoch ?? 0n)).toBe(true);
    expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toMatchObject({
      kind: 'created',
      balance: 4n,
    });
  });
});

describe('the adapter', () => {
  it('refuses without a connection, is busy above its bound, and says unknown when no answer comes', async () => {
    const intent = grantIntent({ wallet: subject(), amount: 5n });
    expect(await submit(redisWallet({ session: () => undefined }), intent)).toMatchObject({ code: 'wallet_locked' });

    const bounded = redisWallet(connection, { inFlightMax: 2 });
    const results = await Promise.all(
      Array.from({ length: 4 }, () => submit(bounded, grantIntent({ wallet: subject(), amount: 1n }))),
    );
    expect(results.filter((result) => result.kind === 'refused' && result.code === 'wallet_busy')).toHaveLength(2);

    const current = await session();
    await current.redis.client('PAUSE', 400, 'ALL');
    expect(await submit(redisWallet(connection, { timeoutMs: 1 }), intent)).toEqual({ kind: 'unknown' });
  });
});
