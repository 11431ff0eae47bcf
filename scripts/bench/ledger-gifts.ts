import { createHash, randomBytes } from 'node:crypto';
import { newAccountId, newSubjectId, newUuidV7, transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { diamondsForCoins } from '@halobuzz/core/money';
import { encode } from '@halobuzz/core/protocol/codec';

/** Who gives what to whom: the same plan gives the same people in every process. */
export interface GiftPlan {
  readonly seed: string;
  readonly senders: number;
  readonly hosts: number;
  readonly rooms: number;
}

export interface MadeGift {
  readonly intent: Intent;
  /** Encoded, as a gateway makes it. */
  readonly event: Uint8Array;
}

export interface GiftBook {
  readonly senders: readonly string[];
  readonly rooms: readonly string[];
  /** Coins for a sender: enough for whatever a row gives. */
  readonly grantOf: (sender: number) => Intent;
  /** Gift number `n`: senders take turns, hosts and rooms do so at other paces. */
  readonly giftOf: (n: number) => MadeGift;
}

/** The node that took the gifts of a bench. */
export const benchNode = 'gw_bench';
export const giftCoins = 10n;
export const grantedCoins = 1_000_000_000n;
const hostStride = 7_919;

export function giftBook(plan: GiftPlan): GiftBook {
  const drawn = (what: string, n: number) => (length: number) =>
    createHash('sha256').update(`${plan.seed}/${what}/${n}`).digest().subarray(0, length);
  const list = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
  const senders = list(plan.senders, (n) => newSubjectId(drawn('sender', n)));
  const accounts = list(plan.senders, (n) => newAccountId('a', drawn('account', n)));
  const hosts = list(plan.hosts, (n) => newSubjectId(drawn('host', n)));
  const rooms = list(plan.rooms, (n) => newUuidV7(Date.UTC(2026, 0, 1), drawn('room', n)));
  const at = (names: readonly string[], n: number): string => names[n % names.length] ?? '';
  const moving = (wallet: string) => {
    const clientId = newUuidV7(Date.now(), (length) => randomBytes(length));
    const tx = transactionId(wallet, clientId);
    return { ...intentBlanks, tx, wallet, currency: 'COIN', clientId } as const;
  };
  return {
    senders,
    rooms,
    grantOf: (sender) => ({ ...moving(at(senders, sender)), kind: 'grant', amount: grantedCoins, reason: 'bench' }),
    giftOf(n) {
      const intent: Intent = {
        ...moving(at(senders, n)),
        ...{ kind: 'gift', counterparty: at(hosts, n * hostStride), amount: giftCoins },
        ...{ earned: diamondsForCoins(giftCoins), roomId: at(rooms, n * hostStride), giftId: 'rose' },
        ...{ giftVersion: 1n, quantity: 1n, nodeId: benchNode },
      };
      const event = encode({
        ...{ t: 'gift', tx: intent.tx, from: { id: at(accounts, n), name: `Viewer ${n % plan.senders}` } },
        ...{ gift: intent.giftId, quantity: 1, coins: intent.amount.toString(), atMs: Date.now() },
      });
      return { intent, event };
    },
  };
}
