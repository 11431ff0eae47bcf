import type { Clock } from '@halobuzz/core/clock';
import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { kindSpec } from '@halobuzz/core/ledger/kinds';
import { limits } from '@halobuzz/core/limits';
import type {
  VersionedControls,
  WalletPort,
  WalletRefusal,
  WalletResult,
  WalletState,
} from '../src/ledger/wallet-port.ts';

export interface FakeWallet extends WalletPort {
  /** Entries accepted so far, oldest first. */
  readonly entries: readonly { readonly intent: Intent; readonly change: bigint; readonly roomEvent: Uint8Array }[];
  /** What the next calls answer instead of working, until set to undefined. */
  failWith: WalletResult | undefined;
  locked: boolean;
}

/** A wallet as its rules see it. */
export interface Held extends VersionedControls {
  readonly coins: bigint;
  readonly owed: bigint;
  readonly day: number;
  readonly spent: bigint;
}

const empty: Held = {
  ...{ coins: 0n, owed: 0n, day: 0, spent: 0n },
  ...{ version: 0, heldCoins: 0n, heldUntilMs: 0, dailyCap: undefined, frozen: false },
};

/** The rules of a wallet, without a store. It is also the model that the Lua script is tested against. */
export function fakeWallet(clock: Clock, startBalances: Readonly<Record<string, bigint>> = {}): FakeWallet {
  const wallets = new Map<string, Held>(
    Object.entries(startBalances).map(([subject, coins]) => [subject, { ...empty, coins }]),
  );
  const sequences = new Map<number, number>();
  const seen = new Map<string, { fingerprint: string; result: Extract<WalletResult, { balance: bigint }> }>();
  const entries: { intent: Intent; change: bigint; roomEvent: Uint8Array }[] = [];
  const refused = (code: WalletRefusal): WalletResult => ({ kind: 'refused', code });
  const heldBy = (subject: string): Held => wallets.get(subject) ?? empty;

  const take = (
    intent: Intent,
    print: Uint8Array,
    roomEvent: Uint8Array,
    idTimeMs: number,
    spendCap: bigint | undefined,
  ): WalletResult => {
    if (wallet.locked) return refused('wallet_locked');
    if (wallet.failWith !== undefined) return wallet.failWith;
    const fingerprint = textOf(print);
    const earlier = seen.get(intent.tx);
    if (earlier !== undefined) {
      return earlier.fingerprint === fingerprint ? { ...earlier.result, kind: 'exists' } : refused('gift_id_reused');
    }
    if (clock() - idTimeMs >= limits.giftIdWindowMs) return refused('gift_id_stale');
    if (idTimeMs - clock() > limits.giftIdFutureMs) return refused('gift_id_future');
    const before = heldBy(intent.wallet);
    const after = moved(before, intent, clock(), spendCap);
    if ('kind' in after) return after;
    const shard = walletShardOf(intent.wallet);
    const sequence = (sequences.get(shard) ?? 0) + 1;
    const result = { kind: 'created', balance: after.coins, epoch: 1, sequence, amount: intent.amount } as const;
    wallets.set(intent.wallet, after);
    sequences.set(shard, sequence);
    seen.set(intent.tx, { fingerprint, result });
    entries.push({ intent, change: after.coins - before.coins, roomEvent });
    return result;
  };

  const stateOf = (subject: string): WalletState => {
    const { coins, owed, day, spent, dailyCap, frozen, heldCoins, heldUntilMs } = heldBy(subject);
    const isHeld = heldUntilMs > clock();
    return {
      ...{ coins, owed, dailyCap, frozen, spentToday: day === dayOf(clock()) ? spent : 0n },
      ...(isHeld ? { heldCoins, heldUntilMs } : { heldCoins: 0n, heldUntilMs: 0 }),
    };
  };

  const wallet: FakeWallet = {
    entries,
    failWith: undefined,
    locked: false,
    submit: async (intent, fingerprint, roomEvent, options) => {
      const idTimeMs = uuidV7TimeMs(intent.clientId);
      if (idTimeMs === undefined) throw new TypeError('the client id of an intent must be a UUIDv7');
      return take(intent, fingerprint, roomEvent, idTimeMs, options?.spendCap);
    },
    post: async (intent, fingerprint, isCommitted) => {
      if (wallet.locked) return refused('wallet_locked');
      if (await isCommitted(intent.tx)) return { kind: 'committed' };
      return take(intent, fingerprint, new Uint8Array(0), clock(), undefined);
    },
    find: async (_, tx, fingerprint) => {
      if (wallet.locked) return refused('wallet_locked');
      if (wallet.failWith !== undefined) return wallet.failWith;
      const earlier = seen.get(tx);
      if (earlier === undefined) return { kind: 'absent' };
      return earlier.fingerprint === textOf(fingerprint)
        ? { ...earlier.result, kind: 'exists' }
        : refused('gift_id_reused');
    },
    balance: async (subject) => (wallet.locked ? undefined : heldBy(subject).coins),
    state: async (subject) => (wallet.locked ? undefined : stateOf(subject)),
    setControls: async (subject, controls) => {
      if (wallet.locked) return false;
      const before = heldBy(subject);
      if (before.version <= controls.version) wallets.set(subject, { ...before, ...controls });
      return true;
    },
  };
  return wallet;
}

/** The wallet after an entry, or why it takes none. */
export function moved(
  before: Held,
  intent: Intent,
  nowMs: number,
  spendCap: bigint | undefined,
): Held | Extract<WalletResult, { kind: 'refused' }> {
  const after = movedTo(before, intent, nowMs, spendCap);
  if (typeof after !== 'string') return after;
  if (after === 'coins_held') return { kind: 'refused', code: after, retryAtMs: before.heldUntilMs };
  if (after === 'spend_cap_reached')
    return { kind: 'refused', code: after, retryAtMs: (dayOf(nowMs) + 1) * 86_400_000 };
  return { kind: 'refused', code: after };
}

function movedTo(
  before: Held,
  { kind, amount }: Intent,
  nowMs: number,
  spendCap: bigint | undefined,
): Held | WalletRefusal {
  const { effect } = kindSpec(kind);
  const { coins, owed } = before;
  const most = limits.walletBalanceMax;
  switch (effect) {
    case 'spend': {
      if (before.frozen) return 'wallet_frozen';
      if (owed > 0n) return 'wallet_owing';
      if (coins < amount) return 'insufficient_balance';
      if (nowMs < before.heldUntilMs && coins - amount < before.heldCoins) return 'coins_held';
      const day = dayOf(nowMs);
      const spent = (before.day === day ? before.spent : 0n) + amount;
      const caps = [spendCap, before.dailyCap];
      if (caps.some((cap) => cap !== undefined && spent > cap)) return 'spend_cap_reached';
      return { ...before, coins: coins - amount, day, spent: least(spent, most) };
    }
    case 'debit':
      return coins < amount ? 'insufficient_balance' : { ...before, coins: coins - amount };
    case 'credit':
    case 'settling_credit': {
      const paid = effect === 'credit' ? 0n : least(owed, amount);
      if (coins + amount - paid > most) return 'balance_limit';
      return { ...before, coins: coins + amount - paid, owed: owed - paid };
    }
    case 'clawback': {
      const taken = least(coins, amount);
      if (owed + amount - taken > most) return 'balance_limit';
      return { ...before, coins: coins - taken, owed: owed + amount - taken };
    }
    case 'none':
      return before;
    default:
      return effect satisfies never;
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function dayOf(nowMs: number): number {
  return Math.floor(nowMs / 86_400_000);
}

function textOf(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint).toString('base64url');
}
