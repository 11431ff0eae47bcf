import type { Currency } from '../money.ts';

/** What an entry does to the coins of its wallet. */
export type WalletEffect =
  /** Takes the whole amount, within the wallet's caps and holds, or is refused. */
  | 'spend'
  /** Takes the whole amount or is refused: whoever debits stands above caps and holds. */
  | 'debit'
  /** Gives the whole amount. */
  | 'credit'
  /** Pays what the wallet owes first, and gives the rest. */
  | 'settling_credit'
  /** Takes what is there; what is missing is owed. Never refused. */
  | 'clawback'
  /** Moves no coins; the entry stands in the wallet's shard for its place in the chain. */
  | 'none';

interface KindSpec {
  readonly effect: WalletEffect;
  readonly currency: Extract<Currency, 'COIN' | 'DIAMOND'>;
  /** Goes to or comes back from somebody: `counterparty` is set. */
  readonly person?: true;
  /** Moves money outside of the platform: `fiat`, `fiatCurrency` and `provider` are set. */
  readonly fiat?: true;
  /** Undoes or completes another transaction: `reference` is its id. */
  readonly reference?: true;
  /** Stands for a document, whose id `orderId` begins with. */
  readonly order?: true;
}

/**
 * What moves money through a wallet's shard. The first two are encoded in version 1 of an intent and, for their number,
 * without what the others carry; the chain covers a wallet's change and the outcome of the others as well.
 */
export const kindSpecs = {
  gift: { effect: 'spend', currency: 'COIN', person: true },
  /** Development only: coins out of thin air. */
  grant: { effect: 'credit', currency: 'COIN' },
  /** Coins given away by the platform; `reason` names the campaign. */
  promotion: { effect: 'settling_credit', currency: 'COIN' },
  purchase: { effect: 'settling_credit', currency: 'COIN', fiat: true, order: true },
  /** Money went back to the buyer; `reference` is the purchase. */
  refund: { effect: 'clawback', currency: 'COIN', fiat: true, reference: true, order: true },
  /** The bank took the money back; `reference` is the purchase. */
  chargeback: { effect: 'clawback', currency: 'COIN', fiat: true, reference: true, order: true },
  /** The refund failed; `reference` is the refund. */
  refund_reversal: { effect: 'settling_credit', currency: 'COIN', fiat: true, reference: true, order: true },
  /** The dispute was won; `reference` is the chargeback. */
  chargeback_reversal: { effect: 'settling_credit', currency: 'COIN', fiat: true, reference: true, order: true },
  /** By two people, with a reason. */
  adjustment_credit: { effect: 'settling_credit', currency: 'COIN', order: true },
  adjustment_debit: { effect: 'debit', currency: 'COIN', order: true },
  /** A gift is undone: coins back to the giver, diamonds back from the host. `reference` is the gift. */
  gift_reversal: { effect: 'settling_credit', currency: 'COIN', person: true, reference: true, order: true },
  /** Diamonds are set aside; the writer posts it when they are there, and refuses it otherwise. */
  payout_hold: { effect: 'none', currency: 'DIAMOND', order: true },
  /** Held diamonds leave for money. `reference` is the hold. */
  payout_post: { effect: 'none', currency: 'DIAMOND', fiat: true, reference: true, order: true },
  /** Held diamonds come back. `reference` is the hold. */
  payout_void: { effect: 'none', currency: 'DIAMOND', reference: true, order: true },
  /** Money that was paid came back from the host; `reference` is the post. */
  payout_return: { effect: 'none', currency: 'DIAMOND', fiat: true, reference: true, order: true },
  /** Diamonds that somebody gave up with their account; the writer posts it when they are there, and refuses it otherwise. */
  diamond_forfeit: { effect: 'none', currency: 'DIAMOND', order: true },
} as const satisfies Record<string, KindSpec>;

export type IntentKind = keyof typeof kindSpecs;

// `Object.keys` tells the names of the very object above.
export const intentKinds = Object.keys(kindSpecs) as readonly IntentKind[];

export function kindSpec(kind: IntentKind): KindSpec {
  return kindSpecs[kind];
}

/** Kinds of version 1: everything about them follows from the intent alone. */
export function isPlainKind(kind: IntentKind): kind is 'gift' | 'grant' {
  return kind === 'gift' || kind === 'grant';
}

/** Whether an entry was carried out, or chained as refused: it then moved nothing. Only what takes diamonds can be. */
export type Outcome = 'posted' | 'refused';

/** What an entry did, beyond what its intent says. */
export interface Effects {
  /** Signed change of the wallet's coins. */
  readonly change: bigint;
  readonly outcome: Outcome;
}

/** Whether a wallet can have changed so by an entry of this kind and amount. */
export function changeFits(kind: IntentKind, amount: bigint, change: bigint): boolean {
  const { effect } = kindSpec(kind);
  switch (effect) {
    case 'spend':
    case 'debit':
      return change === -amount;
    case 'credit':
      return change === amount;
    case 'settling_credit':
      return change >= 0n && change <= amount;
    case 'clawback':
      return change <= 0n && change >= -amount;
    case 'none':
      return change === 0n;
    default:
      return effect satisfies never;
  }
}

/** Signed change of what the wallet owes, as a receivable: negative, it owes more. `change` fits. */
export function receivableChange(kind: IntentKind, amount: bigint, change: bigint): bigint {
  switch (kindSpec(kind).effect) {
    case 'settling_credit':
      return amount - change;
    case 'clawback':
      return -amount - change;
    default:
      return 0n;
  }
}

/** The document that an entry stands for: an order id is its id, or its id, a colon and the act. */
export function documentOfOrder(orderId: string): string {
  const colon = orderId.indexOf(':');
  return colon === -1 ? orderId : orderId.slice(0, colon);
}
