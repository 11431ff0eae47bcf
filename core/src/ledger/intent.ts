import { fromHex, hex } from '../ids.ts';
import { type Currency, currencies } from '../money.ts';
import { type CanonicalField, canonicalBytes, intOf, splitCanonical, textOf } from './bytes.ts';
import { type IntentKind, intentKinds, isPlainKind, kindSpec } from './kinds.ts';

/**
 * What was asked of a wallet: made by a gateway or the origin, stored unchanged in the shard's stream and hashed into
 * the chain. It holds nothing personal: `payer` and `payee` are subject ids.
 */
export interface Intent {
  readonly kind: IntentKind;
  /** Lower-case hex, 32 bytes: SHA-256(subject ‖ client id). */
  readonly tx: string;
  /** The subject in whose shard the entry stands, and whose coins it moves, if any. */
  readonly wallet: string;
  /** The other person, or '' when there is none. */
  readonly counterparty: string;
  readonly currency: Currency;
  /** Minor units, always positive; the kind says the direction. */
  readonly amount: bigint;
  /** Diamonds the counterparty earns, or loses by a reversal. */
  readonly earned: bigint;
  readonly roomId: string;
  readonly giftId: string;
  readonly giftVersion: bigint;
  readonly quantity: bigint;
  readonly clientId: string;
  /** The gateway that took it, for its confirmation. */
  readonly nodeId: string;
  /** What this is done for, unique in the ledger: a document's id, or that and an act (`<payment>:refund-1`); or ''. */
  readonly orderId: string;
  /** Why, for grants and adjustments; never personal. */
  readonly reason: string;
  /** Money outside of the platform, or ''. */
  readonly fiatCurrency: Currency | '';
  /** Its minor units. */
  readonly fiat: bigint;
  /** Who carries that money, or ''. */
  readonly provider: string;
  /** The transaction that this undoes or completes, lower-case hex, or ''. */
  readonly reference: string;
}

/** Fields that most intents leave empty. */
export const intentBlanks = {
  ...{ counterparty: '', earned: 0n, roomId: '', giftId: '', giftVersion: 0n, quantity: 0n, nodeId: '', orderId: '' },
  ...{ reason: '', fiatCurrency: '', fiat: 0n, provider: '', reference: '' },
} as const satisfies Partial<Intent>;

/** Gifts and development grants. */
export const INTENT_VERSION = 1;
/** Everything else: four fields more. */
export const INTENT_VERSION_WIDE = 2;

/** The canonical bytes of an intent. */
export function encodeIntent(intent: Intent): Uint8Array {
  const plain = isPlainKind(intent.kind);
  const wide: readonly CanonicalField[] = [
    { text: intent.fiatCurrency },
    { int: intent.fiat },
    { text: intent.provider },
    { text: intent.reference },
  ];
  return canonicalBytes(plain ? INTENT_VERSION : INTENT_VERSION_WIDE, [
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
    ...(plain ? [] : wide),
  ]);
}

/** Reads intent bytes back; undefined for a poison entry: unreadable, or one whose legs would not hold. */
export function decodeIntent(bytes: Uint8Array): Intent | undefined {
  const record = splitCanonical(bytes);
  const wide = record?.version === INTENT_VERSION_WIDE;
  if (record === undefined || (!wide && record.version !== INTENT_VERSION)) return undefined;
  if (record.fields.length !== (wide ? 19 : 15)) return undefined;
  const text = (at: number): string | undefined => textOf(record.fields[at] ?? nothing);
  const int = (at: number): bigint | undefined => intOf(record.fields[at] ?? nothing);
  const [kindName, currencyName] = [text(0), text(4)];
  const kind = intentKinds.find((known) => known === kindName);
  const currency = currencies.find((known) => known === currencyName);
  const txBytes = record.fields[1];
  const [wallet, counterparty, roomId, giftId] = [text(2), text(3), text(7), text(8)];
  const [clientId, nodeId, orderId, reason] = [text(11), text(12), text(13), text(14)];
  const [amount, earned, giftVersion, quantity] = [int(5), int(6), int(9), int(10)];
  const [fiat, provider, reference] = wide ? [int(16), text(17), text(18)] : [0n, '', ''];
  const fiatName = wide ? text(15) : '';
  const fiatCurrency = fiatName === '' ? '' : currencies.find((known) => known === fiatName);
  if (kind === undefined || currency === undefined || txBytes?.byteLength !== 32) return undefined;
  if (wallet === undefined || counterparty === undefined || roomId === undefined || giftId === undefined)
    return undefined;
  if (clientId === undefined || nodeId === undefined || orderId === undefined || reason === undefined) return undefined;
  if (amount === undefined || earned === undefined || giftVersion === undefined || quantity === undefined)
    return undefined;
  if (fiat === undefined || provider === undefined || reference === undefined || fiatCurrency === undefined)
    return undefined;
  const intent: Intent = {
    ...{ kind, tx: hex(txBytes), wallet, counterparty, currency, amount, earned, roomId, giftId, giftVersion },
    ...{ quantity, clientId, nodeId, orderId, reason, fiatCurrency, fiat, provider, reference },
  };
  return wide !== isPlainKind(kind) && isSound(intent) ? intent : undefined;
}

/** Whether the legs in postings.ts hold: every kind has the fields that they are made of, and no sign is turned around. */
function isSound(intent: Intent): boolean {
  const spec = kindSpec(intent.kind);
  const { wallet, counterparty, amount, earned, quantity, fiat, fiatCurrency, provider, reference, orderId } = intent;
  if (wallet === '' || amount <= 0n || earned < 0n || quantity < 0n || intent.currency !== spec.currency) return false;
  if (spec.person === true && counterparty === '') return false;
  if (spec.order === true && orderId === '') return false;
  if (spec.reference === true ? !TX_PATTERN.test(reference) : reference !== '') return false;
  if (spec.fiat !== true) return fiat === 0n && fiatCurrency === '' && provider === '';
  return fiat > 0n && provider !== '' && fiatCurrency !== '' && fiatCurrency !== 'COIN' && fiatCurrency !== 'DIAMOND';
}

const nothing = new Uint8Array(0);
const TX_PATTERN = /^[0-9a-f]{64}$/;
