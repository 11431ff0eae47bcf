import type { Clock } from '@halobuzz/core/clock';
import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import type { WalletPort, WalletResult } from '../src/ledger/wallet-port.ts';

export interface FakeWallet extends WalletPort {
  /** Entries accepted so far, oldest first. */
  readonly entries: readonly { readonly intent: Intent; readonly roomEvent: Uint8Array }[];
  /** What the next calls answer instead of working, until set to undefined. */
  failWith: WalletResult | undefined;
  locked: boolean;
}

/** The rules of a wallet, without a store. It is also the model that the Lua script is tested against. */
export function fakeWallet(clock: Clock, startBalances: Readonly<Record<string, bigint>> = {}): FakeWallet {
  const balances = new Map(Object.entries(startBalances));
  const sequences = new Map<number, number>();
  const seen = new Map<string, { fingerprint: string; result: Extract<WalletResult, { balance: bigint }> }>();
  const entries: { intent: Intent; roomEvent: Uint8Array }[] = [];
  const refused = (code: Extract<WalletResult, { kind: 'refused' }>['code']): WalletResult => ({
    kind: 'refused',
    code,
  });

  const decide = (intent: Intent, fingerprint: string, roomEvent: Uint8Array): WalletResult => {
    const idTimeMs = uuidV7TimeMs(intent.clientId);
    if (idTimeMs === undefined) throw new TypeError('the client id of an intent must be a UUIDv7');
    if (wallet.locked) return refused('wallet_locked');
    if (wallet.failWith !== undefined) return wallet.failWith;
    const earlier = seen.get(intent.tx);
    if (earlier !== undefined) {
      return earlier.fingerprint === fingerprint ? { ...earlier.result, kind: 'exists' } : refused('gift_id_reused');
    }
    if (clock() - idTimeMs >= limits.giftIdWindowMs) return refused('gift_id_stale');
    if (idTimeMs - clock() > limits.giftIdFutureMs) return refused('gift_id_future');
    const before = balances.get(intent.wallet) ?? 0n;
    const balance = intent.kind === 'gift' ? before - intent.amount : before + intent.amount;
    if (balance < 0n) return refused('insufficient_balance');
    if (balance > limits.walletBalanceMax) return refused('balance_limit');
    const shard = walletShardOf(intent.wallet);
    const sequence = (sequences.get(shard) ?? 0) + 1;
    const result = { kind: 'created', balance, epoch: 1, sequence, amount: intent.amount } as const;
    balances.set(intent.wallet, balance);
    sequences.set(shard, sequence);
    seen.set(intent.tx, { fingerprint, result });
    entries.push({ intent, roomEvent });
    return result;
  };

  const wallet: FakeWallet = {
    entries,
    failWith: undefined,
    locked: false,
    submit: async (intent, fingerprint, roomEvent) =>
      decide(intent, Buffer.from(fingerprint).toString('base64url'), roomEvent),
    find: async (_, tx, fingerprint) => {
      if (wallet.locked) return refused('wallet_locked');
      if (wallet.failWith !== undefined) return wallet.failWith;
      const earlier = seen.get(tx);
      if (earlier === undefined) return { kind: 'absent' };
      const same = earlier.fingerprint === Buffer.from(fingerprint).toString('base64url');
      return same ? { ...earlier.result, kind: 'exists' } : refused('gift_id_reused');
    },
    balance: async (subject) => (wallet.locked ? undefined : (balances.get(subject) ?? 0n)),
  };
  return wallet;
}
