import type { Intent } from '@halobuzz/core/ledger/intent';
import { beforeEach, describe, expect, it } from 'vitest';
import { fingerprintText } from '../../src/adapters/redis/wallet-script.ts';
import { fingerprintOf } from '../../src/ledger/fingerprint.ts';
import type { WalletPort } from '../../src/ledger/wallet-port.ts';
import type { WalletStore } from '../../src/ledger/wallet-store.ts';
import { giftIntent, grantIntent, subjectInShard } from '../intents.ts';

/** A store, and wallets on the same server. */
export interface StoreUnderTest {
  readonly store: WalletStore;
  readonly wallet: Pick<WalletPort, 'submit' | 'post' | 'find'>;
  /** Lets time pass until the call is answered. */
  readonly run: <T>(call: Promise<T>) => Promise<T>;
}

const shard = 21;
const noEvent = new Uint8Array(0);
const lifeMs = 60_000;

/** What every {@link WalletStore} does, and every wallet behind it; run against the simulated one and against Redis, each empty. */
export function walletStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} as the writer's wallets`, () => {
    let under: StoreUnderTest;
    let wallet: string;
    beforeEach(async () => {
      under = await make();
      wallet = subjectInShard(shard);
    });
    const run = <T>(call: (store: WalletStore) => Promise<T>): Promise<T> => under.run(call(under.store));
    const submit = (intent: Intent) => under.run(under.wallet.submit(intent, fingerprintOf(intent), noEvent));
    const open = async (epoch: bigint): Promise<void> => {
      expect(await run((store) => store.switchEpoch(shard, epoch, 0n))).toBe(true);
      expect(await run((store) => store.openGate(shard, epoch))).toBe(true);
    };
    const take = async (amounts: readonly bigint[]): Promise<void> => {
      for (const amount of amounts) {
        expect(await submit(grantIntent({ wallet, amount }))).toMatchObject({ kind: 'created' });
      }
    };
    const sequencesOf = (entries: readonly { readonly sequence: bigint }[] | undefined) =>
      entries?.map(({ sequence }) => sequence);

    it('knows nothing at first, and opens only the epoch that it is in, in this very server', async () => {
      expect(await run((store) => store.readShards([shard]))).toMatchObject([{ head: undefined, open: false }]);
      expect(await run((store) => store.openGate(shard, 1n))).toBe(false);
      expect(await submit(grantIntent({ wallet, amount: 1n }))).toEqual({ kind: 'refused', code: 'wallet_locked' });
      await open(1n);
      expect(await run((store) => store.readShards([shard]))).toEqual([
        { head: { epoch: 1n, sequence: 0n }, open: true, layoutKnown: true },
      ]);
      expect(await run((store) => store.lockGate(shard, 0n))).toBe(false);
      expect(await run((store) => store.lockGate(shard, 1n))).toBe(true);
      expect(await run((store) => store.readShards([shard]))).toMatchObject([{ open: false }]);
    });

    it('never goes back to an epoch', async () => {
      await open(2n);
      expect(await run((store) => store.switchEpoch(shard, 2n, 9n))).toBe(false);
      expect(await run((store) => store.switchEpoch(shard, 1n, 9n))).toBe(false);
      expect(await run((store) => store.openGate(shard, 1n))).toBe(false);
      expect(await run((store) => store.switchEpoch(shard, 3n, 9n))).toBe(true);
      expect(await run((store) => store.readShards([shard]))).toMatchObject([
        { head: { epoch: 3n, sequence: 9n }, open: false },
      ]);
    });

    it('reads entries from a cursor to an end, and as they come', async () => {
      await open(1n);
      await take([10n, 20n, 30n]);
      const after = { epoch: 1n, sequence: 1n };
      const range = async (end: string, count: number) =>
        sequencesOf(await run((store) => store.readRange(shard, after, end, count)));
      expect(await range('+', 10)).toEqual([2n, 3n]);
      expect(await range('1', 10)).toEqual([2n, 3n]);
      expect(await range('1-2', 10)).toEqual([2n]);
      expect(await range('+', 1)).toEqual([2n]);
      expect(await range('0', 10)).toEqual([]);
      const [entry] = await run((store) => store.readRange(shard, after, '+', 1));
      expect(entry?.fields.get('b')?.toString()).toBe('30');
      expect(entry?.fields.get('d')?.toString()).toBe('20');
      const found = await run((store) => store.readNew(new Map([[shard, after]]), 10, 50));
      expect(sequencesOf(found.get(shard))).toEqual([2n, 3n]);
      const end = new Map([[shard, { epoch: 1n, sequence: 3n }]]);
      expect((await run((store) => store.readNew(end, 10, 5))).size).toBe(0);
    });

    it('trims below an entry, removes entries, and gives no number again', async () => {
      await open(1n);
      await take([1n, 1n, 1n, 1n]);
      const all = async () =>
        sequencesOf(await run((store) => store.readRange(shard, { epoch: 0n, sequence: 0n }, '+', 10)));
      await run((store) => store.trim(shard, { epoch: 1n, sequence: 3n }));
      expect(await all()).toEqual([3n, 4n]);
      await run((store) => store.removeEntries(shard, [{ epoch: 1n, sequence: 4n }]));
      expect(await all()).toEqual([3n]);
      await take([1n]);
      expect(await all()).toEqual([3n, 5n]);
    });

    it('serves a rebuilt epoch: its wallets, what they owe, and the ids that were used', async () => {
      await open(1n);
      const gift = giftIntent({ wallet, amount: 5n });
      const record = `${fingerprintText(fingerprintOf(gift))}|1-7|95|5`;
      await run((store) => store.writeWallet(shard, 2n, wallet, ['b', '95']));
      await run((store) => store.writeIdempotencyId(shard, 2n, gift.tx, record, lifeMs));
      expect(await run((store) => store.switchEpoch(shard, 2n, 7n))).toBe(true);
      expect(await submit(gift)).toEqual({ kind: 'refused', code: 'wallet_locked' });
      expect(await run((store) => store.openGate(shard, 2n))).toBe(true);
      expect(await submit(gift)).toEqual({ kind: 'exists', balance: 95n, epoch: 1, sequence: 7, amount: 5n });
      expect(await submit({ ...gift, quantity: 2n })).toMatchObject({ code: 'gift_id_reused' });
      expect(await submit(giftIntent({ wallet, amount: 90n }))).toMatchObject({ kind: 'created', sequence: 8 });
      await run((store) => store.writeWallet(shard, 2n, wallet, ['o', '3']));
      expect(await submit(giftIntent({ wallet, amount: 1n }))).toEqual({ kind: 'refused', code: 'wallet_owing' });
    });

    it('ends an id that it is told to end, and none that is not there', async () => {
      await open(1n);
      const gift = giftIntent({ wallet, amount: 5n });
      const find = () => under.run(under.wallet.find(wallet, gift.tx, fingerprintOf(gift)));
      const record = `${fingerprintText(fingerprintOf(gift))}|1-1|0|5`;
      await run((store) => store.endIdempotencyId(shard, 1n, gift.tx, lifeMs));
      expect(await find()).toEqual({ kind: 'absent' });
      await run((store) => store.writeIdempotencyId(shard, 1n, gift.tx, record, lifeMs));
      expect(await find()).toMatchObject({ kind: 'exists' });
      await run((store) => store.endIdempotencyId(shard, 1n, gift.tx, 0));
      expect(await find()).toEqual({ kind: 'absent' });
    });

    it('removes what older epochs left, and nothing of others', async () => {
      await open(1n);
      await take([10n]);
      await run((store) => store.writeWallet(shard, 2n, wallet, ['b', '10']));
      await run((store) => store.switchEpoch(shard, 2n, 1n));
      await run((store) => store.openGate(shard, 2n));
      await run((store) => store.sweepEpochs(new Map([[shard, { below: 2n }]])));
      expect(await submit(giftIntent({ wallet, amount: 10n }))).toMatchObject({ kind: 'created', balance: 0n });
    });

    it('takes an order once, in the epoch that it asked about', async () => {
      await open(1n);
      const grant = grantIntent({ wallet, amount: 7n });
      const post = (known: boolean) => under.run(under.wallet.post(grant, fingerprintOf(grant), async () => known));
      expect(await post(true)).toEqual({ kind: 'committed' });
      expect(await post(false)).toMatchObject({ kind: 'created', balance: 7n });
      expect(await post(false)).toMatchObject({ kind: 'exists', balance: 7n });
    });
  });
}
