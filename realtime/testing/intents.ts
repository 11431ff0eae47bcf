import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@halobuzz/core/clock';
import { newSubjectId, newUuidV7, transactionId, walletShardOf } from '@halobuzz/core/ids';
import type { Intent } from '@halobuzz/core/ledger/intent';

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
    orderId: '',
    reason: '',
    ...given,
  };
}

export function grantIntent(given: Given): Intent {
  const plain = { counterparty: '', earned: 0n, roomId: '', giftId: '', giftVersion: 0n, quantity: 0n, nodeId: '' };
  return giftIntent({ ...plain, reason: 'test', ...given, kind: 'grant' });
}
