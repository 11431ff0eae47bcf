import type { Intent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/ledger/fingerprint.ts';
import type { WalletPort, WalletResult } from '../src/ledger/wallet-port.ts';
import { clientId, giftIntent, grantIntent, intentOf, subject } from './intents.ts';

const noEvent = new Uint8Array(0);

export function submit(wallet: WalletPort, intent: Intent): Promise<WalletResult> {
  return wallet.submit(intent, fingerprintOf(intent), noEvent);
}

/** What every {@link WalletPort} does; run against the fake and against Redis. */
export function walletContract(name: string, make: () => WalletPort): void {
  const refused = (code: string) => ({ kind: 'refused', code });

  describe(`${name} as a wallet`, () => {
    it('credits a grant, debits a gift and tells the balance', async () => {
      const wallet = make();
      const me = subject();
      expect(await wallet.balance(me)).toBe(0n);
      expect(await submit(wallet, grantIntent({ wallet: me, amount: 100n }))).toMatchObject({
        kind: 'created',
        balance: 100n,
        amount: 100n,
      });
      expect(await submit(wallet, giftIntent({ wallet: me, amount: 30n }))).toMatchObject({
        kind: 'created',
        balance: 70n,
        amount: 30n,
      });
      expect(await wallet.balance(me)).toBe(70n);
    });

    it('answers a repeat with what happened the first time, even through another node at another price', async () => {
      const wallet = make();
      const me = subject();
      await submit(wallet, grantIntent({ wallet: me, amount: 100n }));
      const gift = giftIntent({ wallet: me, amount: 10n });
      const first = await submit(wallet, gift);
      await submit(wallet, giftIntent({ wallet: me, amount: 5n }));
      const repeat = await submit(wallet, { ...gift, nodeId: 'gw-2', amount: 12n, giftVersion: 2n });
      expect(repeat).toEqual({ ...first, kind: 'exists' });
      expect(await wallet.balance(me)).toBe(85n);
    });

    it('finds what was accepted without moving anything', async () => {
      const wallet = make();
      const me = subject();
      await submit(wallet, grantIntent({ wallet: me, amount: 100n }));
      const gift = giftIntent({ wallet: me, amount: 10n });
      const find = (intent: Intent) => wallet.find(me, intent.tx, fingerprintOf(intent));
      expect(await find(gift)).toEqual({ kind: 'absent' });
      const first = await submit(wallet, gift);
      expect(await find(gift)).toEqual({ ...first, kind: 'exists' });
      expect(await find({ ...gift, quantity: 2n })).toEqual(refused('gift_id_reused'));
      expect(await wallet.balance(me)).toBe(90n);
    });

    it('debits once when the same gift comes a hundred times at once', async () => {
      const wallet = make();
      const me = subject();
      await submit(wallet, grantIntent({ wallet: me, amount: 1_000n }));
      const gift = giftIntent({ wallet: me, amount: 10n });
      const results = await Promise.all(Array.from({ length: 100 }, () => submit(wallet, gift)));
      expect(results.filter((result) => result.kind === 'created')).toHaveLength(1);
      expect(results.filter((result) => result.kind === 'exists')).toHaveLength(99);
      expect(await wallet.balance(me)).toBe(990n);
    });

    it('refuses an id that was used for another gift', async () => {
      const wallet = make();
      const me = subject();
      await submit(wallet, grantIntent({ wallet: me, amount: 100n }));
      const gift = giftIntent({ wallet: me, amount: 10n });
      await submit(wallet, gift);
      expect(await submit(wallet, { ...gift, quantity: 2n })).toEqual(refused('gift_id_reused'));
      expect(await submit(wallet, { ...gift, giftId: 'kite' })).toEqual(refused('gift_id_reused'));
      expect(await wallet.balance(me)).toBe(90n);
    });

    it('refuses ids of the wrong time', async () => {
      const wallet = make();
      const me = subject();
      await submit(wallet, grantIntent({ wallet: me, amount: 100n }));
      const at = (atMs: number) => submit(wallet, giftIntent({ wallet: me, amount: 1n, clientId: clientId(atMs) }));
      expect(await at(Date.now() - limits.giftIdWindowMs - 1_000)).toEqual(refused('gift_id_stale'));
      expect(await at(Date.now() + limits.giftIdFutureMs + 5_000)).toEqual(refused('gift_id_future'));
      expect(await at(Date.now() - limits.giftIdWindowMs + 5_000)).toMatchObject({ kind: 'created' });
      expect(await at(Date.now() + limits.giftIdFutureMs - 5_000)).toMatchObject({ kind: 'created' });
      expect(await wallet.balance(me)).toBe(98n);
    });

    it('never overdraws and never holds more than a double can', async () => {
      const wallet = make();
      const me = subject();
      expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toEqual(refused('insufficient_balance'));
      const most = grantIntent({ wallet: me, amount: limits.walletBalanceMax });
      expect(await submit(wallet, most)).toMatchObject({ kind: 'created', balance: limits.walletBalanceMax });
      expect(await submit(wallet, grantIntent({ wallet: me, amount: 1n }))).toEqual(refused('balance_limit'));
      const tooMuch = limits.walletBalanceMax + 2n;
      expect(await submit(wallet, grantIntent({ wallet: me, amount: tooMuch }))).toEqual(refused('balance_limit'));
      expect(await submit(wallet, giftIntent({ wallet: me, amount: tooMuch }))).toEqual(
        refused('insufficient_balance'),
      );
      expect(await submit(wallet, giftIntent({ wallet: me, amount: 1n }))).toMatchObject({
        kind: 'created',
        balance: limits.walletBalanceMax - 1n,
      });
      expect(await wallet.balance(me)).toBe(limits.walletBalanceMax - 1n);
    });

    it('takes an order once, however often and late it is asked, and never one that the ledger holds', async () => {
      const wallet = make();
      const me = subject();
      const purchase = intentOf('purchase', { wallet: me, amount: 500n, clientId: 'pay_1', orderId: 'pay_1' });
      const post = (known: boolean, intent = purchase) => wallet.post(intent, fingerprintOf(intent), async () => known);
      expect(await post(true)).toEqual({ kind: 'committed' });
      expect(await wallet.balance(me)).toBe(0n);
      const first = await post(false);
      expect(first).toMatchObject({ kind: 'created', balance: 500n, amount: 500n });
      expect(await post(false)).toEqual({ ...first, kind: 'exists' });
      expect(await post(false, { ...purchase, amount: 600n })).toEqual(refused('gift_id_reused'));
      expect(await post(false, { ...purchase, fiat: 1n })).toEqual(refused('gift_id_reused'));
      expect(await wallet.balance(me)).toBe(500n);
      const failing = wallet.post(purchase, fingerprintOf(purchase), () => Promise.reject(new Error('away')));
      await expect(failing).rejects.toThrow('away');
    });

    it('takes back what is there, remembers the rest, and lets nothing be spent before it is paid', async () => {
      const wallet = make();
      const me = subject();
      const post = (kind: 'purchase' | 'refund', amount: bigint, id: string) => {
        const intent = intentOf(kind, { wallet: me, amount, clientId: id, orderId: id });
        return wallet.post(intent, fingerprintOf(intent), async () => false);
      };
      await post('purchase', 500n, 'pay_1');
      await submit(wallet, giftIntent({ wallet: me, amount: 380n }));
      expect(await post('refund', 500n, 'pay_1:refund')).toMatchObject({ kind: 'created', balance: 0n, amount: 500n });
      expect(await wallet.state(me)).toMatchObject({ coins: 0n, owed: 380n });
      await post('purchase', 300n, 'pay_2');
      expect(await wallet.state(me)).toMatchObject({ coins: 0n, owed: 80n });
      await post('purchase', 100n, 'pay_3');
      expect(await wallet.state(me)).toMatchObject({ coins: 20n, owed: 0n });
      expect(await submit(wallet, giftIntent({ wallet: me, amount: 5n }))).toMatchObject({ kind: 'created' });
      await post('refund', 100n, 'pay_3:refund');
      await submit(wallet, grantIntent({ wallet: me, amount: 1_000n }));
      expect(await wallet.state(me)).toMatchObject({ coins: 1_000n, owed: 85n });
      expect(await submit(wallet, giftIntent({ wallet: me, amount: 5n }))).toEqual(refused('wallet_owing'));
    });

    it('keeps to its caps, its hold and its freeze', async () => {
      const wallet = make();
      const me = subject();
      let version = 0;
      const set = (controls: object): Promise<boolean> => {
        version += 1;
        return wallet.setControls(me, { ...free, version, ...controls });
      };
      const free = { heldCoins: 0n, heldUntilMs: 0, dailyCap: undefined, frozen: false };
      const give = (amount: bigint, spendCap?: bigint) => {
        const intent = giftIntent({ wallet: me, amount });
        const options = spendCap === undefined ? {} : { spendCap };
        return wallet.submit(intent, fingerprintOf(intent), noEvent, options);
      };
      const capped = () => {
        const retryAtMs = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
        return { ...refused('spend_cap_reached'), retryAtMs };
      };
      await submit(wallet, grantIntent({ wallet: me, amount: 1_000n }));
      const heldUntilMs = Date.now() + 60_000;
      expect(await set({ heldCoins: 900n, heldUntilMs })).toBe(true);
      expect(await give(101n)).toEqual({ ...refused('coins_held'), retryAtMs: heldUntilMs });
      expect(await give(100n)).toMatchObject({ kind: 'created', balance: 900n });
      await set({ heldCoins: 900n, heldUntilMs: Date.now() - 1 });
      expect(await give(50n, 149n)).toEqual(capped());
      expect(await give(50n, 150n)).toMatchObject({ kind: 'created' });
      await set({ dailyCap: 160n });
      expect(await give(11n)).toEqual(capped());
      expect(await give(10n)).toMatchObject({ kind: 'created' });
      await set({ frozen: true });
      expect(await give(1n)).toEqual(refused('wallet_frozen'));
      expect(await wallet.state(me)).toEqual({ ...free, frozen: true, coins: 840n, owed: 0n, spentToday: 160n });
      await set({});
      expect(await give(1n)).toMatchObject({ kind: 'created' });
      // A copy that comes late changes nothing: newer controls are there.
      expect(await wallet.setControls(me, { ...free, frozen: true, version: version - 1 })).toBe(true);
      expect(await give(1n)).toMatchObject({ kind: 'created' });
    });

    it('throws for an id that is no UUIDv7: that is the caller’s bug', async () => {
      await expect(
        submit(make(), giftIntent({ wallet: subject(), amount: 1n, clientId: 'not-an-id' })),
      ).rejects.toThrow(TypeError);
    });
  });
}
