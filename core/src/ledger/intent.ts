import { fromHex, hex } from '../ids.ts';
import { type Currency, currencies } from '../money.ts';
import { canonicalBytes, intOf, splitCanonical, textOf } from './bytes.ts';

/** What moves money through a wallet's shard. */
export const intentKinds = ['gift', 'grant'] as const;
export type IntentKind = (typeof intentKinds)[number];

/**
 * What was asked of a wallet: made by a gateway or the origin, stored unchanged in the shard's stream and hashed into
 * the chain. It holds nothing personal: `payer` and `payee` are subject ids.
 */
export interface Intent {
  readonly kind: IntentKind;
  /** Lower-case hex, 32 bytes: SHA-256(subject ‖ client id). */
  readonly tx: string;
  /** The wallet that the entry debits (gift) or credits (grant). */
  readonly wallet: string;
  /** The other person, or '' when there is none. */
  readonly counterparty: string;
  readonly currency: Currency;
  /** Minor units, always positive; the kind says the direction. */
  readonly amount: bigint;
  /** Diamonds the counterparty earns. */
  readonly earned: bigint;
  readonly roomId: string;
  readonly giftId: string;
  readonly giftVersion: bigint;
  readonly quantity: bigint;
  readonly clientId: string;
  /** The gateway that took it, for its confirmation. */
  readonly nodeId: string;
  /** Order id of a purchase, or '' . */
  readonly orderId: string;
  /** Why, for grants and adjustments; never personal. */
  readonly reason: string;
}

export const INTENT_VERSION = 1;

/** The canonical bytes of an intent. */
export function encodeIntent(intent: Intent): Uint8Array {
  return canonicalBytes(INTENT_VERSION, [
    { text: intent.kind },
    { raw: fromHex(intent.tx) ?? new Uint8Array(0) },
    { text: intent.wallet },
    { text: intent.counterparty },
    { text: intent.currency },
    { int: intent.amount },
    { int: intent.earned },
    { text: intent.roomId },
    { text: intent.giftId },
    { int: intent.giftVersion },
    { int: intent.quantity },
    { text: intent.clientId },
    { text: intent.nodeId },
    { text: intent.orderId },
    { text: intent.reason },
  ]);
}

/** Reads intent bytes back; undefined for a poison entry. */
export function decodeIntent(bytes: Uint8Array): Intent | undefined {
  const record = splitCanonical(bytes);
  if (record === undefined || record.version !== INTENT_VERSION || record.fields.length !== 15) return undefined;
  const text = (at: number): string | undefined => textOf(record.fields[at] ?? new Uint8Array(0));
  const int = (at: number): bigint | undefined => intOf(record.fields[at] ?? new Uint8Array(0));
  const kind = intentKinds.find((known) => known === text(0));
  const currency = currencies.find((known) => known === text(4));
  const txBytes = record.fields[1];
  const [wallet, counterparty, roomId, giftId] = [text(2), text(3), text(7), text(8)];
  const [clientId, nodeId, orderId, reason] = [text(11), text(12), text(13), text(14)];
  const [amount, earned, giftVersion, quantity] = [int(5), int(6), int(9), int(10)];
  if (kind === undefined || currency === undefined || txBytes?.byteLength !== 32) return undefined;
  if (wallet === undefined || counterparty === undefined || roomId === undefined || giftId === undefined)
    return undefined;
  if (clientId === undefined || nodeId === undefined || orderId === undefined || reason === undefined) return undefined;
  if (amount === undefined || earned === undefined || giftVersion === undefined || quantity === undefined)
    return undefined;
  if (wallet === '' || amount <= 0n || earned < 0n || quantity < 0n) return undefined;
  // Both kinds move coins, and a gift goes to somebody: the legs in postings.ts hold only then.
  if (currency !== 'COIN' || (kind === 'gift' && counterparty === '')) return undefined;
  return {
    kind,
    tx: hex(txBytes),
    wallet,
    counterparty,
    currency,
    amount,
    earned,
    roomId,
    giftId,
    giftVersion,
    quantity,
    clientId,
    nodeId,
    orderId,
    reason,
  };
}
