import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@halobuzz/core/clock';
import { newSubjectId, newUuidV7, transactionId, walletShardOf } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { type IntentKind, kindSpec } from '@halobuzz/core/ledger/kinds';

export const random: RandomBytes = (length) => Uint8Array.from(randomBytes(length));

export function subject(): string {
  return newSubjectId(random);
}

/** A subject whose wallet lies in this shard. */
export function subjectInShard(shard: number): string {
  for (;;) {
    const candidate = subject();
    if (walletShardOf(candidate) === shard) return candidate;
  }
}

export function clientId(atMs: number = Date.now()): string {
  return newUuidV7(atMs, random);
}

type Given = Partial<Intent> & { readonly wallet: string; readonly amount: bigint };

export function giftIntent(given: Given): Intent {
  const id = given.clientId ?? clientId();
  return {
    ...intentBlanks,
    kind: 'gift',
    tx: transactionId(given.wallet, id),
    counterparty: 'shhhhhhhhhhhhhhhhhhhhhhhhhh',
    currency: 'COIN',
    earned: given.amount / 2n,
    roomId: '019a0000-0000-7000-8000-000000000001',
    giftId: 'rose',
    giftVersion: 1n,
    quantity: 1n,
    clientId: id,
    nodeId: 'gw-test',
    ...given,
  };
}

export function grantIntent(given: Given): Intent {
  const plain = { counterparty: '', earned: 0n, roomId: '', giftId: '', giftVersion: 0n, quantity: 0n, nodeId: '' };
  return giftIntent({ ...plain, reason: 'test', ...given, kind: 'grant' });
}

/** An intent of any kind, with what that kind needs; the order id is new unless given. */
export function intentOf(kind: IntentKind, given: Given): Intent {
  const spec = kindSpec(kind);
  const id = given.clientId ?? clientId();
  return {
    ...intentBlanks,
    kind,
    tx: transactionId(given.wallet, id),
    currency: spec.currency,
    clientId: id,
    ...(spec.order === true ? { orderId: `or_${id}` } : {}),
    ...(spec.fiat === true ? { fiat: 99n, fiatCurrency: 'USD' as const, provider: 'sandbox' } : {}),
    ...(spec.reference === true ? { reference: '0f'.repeat(32) } : {}),
    ...(spec.person === true ? { counterparty: 'shhhhhhhhhhhhhhhhhhhhhhhhhh' } : {}),
    ...given,
  };
}
