import { limits } from '@halobuzz/core/limits';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { ProviderAnswer, VerifiedEvent } from '../provider-port.ts';
import { factsOfTransaction, refundOf, refundReversalOf, whyNotCoins } from './apple-facts.ts';
import type { AppleNotification, AppleTransaction } from './apple-payloads.ts';
import type { AppleChecked, AppleVerifier } from './apple-verifier.ts';

export interface AppleEvent {
  readonly event: VerifiedEvent;
  /** What it is about; notifications of other kinds are about none. */
  readonly transaction: AppleTransaction | undefined;
  readonly signedAtMs: number;
}

/** Proves a notification and the transaction in it, and translates both. */
export async function readNotification(verifier: AppleVerifier, signed: string): Promise<ProviderAnswer<AppleEvent>> {
  const checked = answerOf(await verifier.notification(signed));
  if (checked.kind !== 'done') return checked;
  const { value: notification } = checked;
  const inner = notification.data?.signedTransactionInfo;
  const about = inner === undefined ? undefined : answerOf(await verifier.transaction(inner));
  if (about !== undefined && about.kind !== 'done') return about;
  const transaction = about?.value;
  const event = {
    eventId: notification.notificationUUID,
    type: typeOf(notification),
    facts: transaction === undefined ? [] : factsOf(notification, transaction),
    summary: summaryOf(transaction),
  };
  return { kind: 'done', value: { event, transaction, signedAtMs: notification.signedDate } };
}

/** Whether a notification is older than Apple repeats one. */
export function isStale(signedAtMs: number, nowMs: number): boolean {
  return signedAtMs < nowMs - limits.appleNotificationAgeMsMax;
}

/** https://developer.apple.com/documentation/appstoreservernotifications/notificationtype; of what is not coins, none act. */
function factsOf(notification: AppleNotification, transaction: AppleTransaction): readonly ProviderFact[] {
  if (whyNotCoins(transaction) !== undefined) return [];
  const id = notification.notificationUUID;
  switch (notification.notificationType) {
    case 'ONE_TIME_CHARGE':
      return factsOfTransaction(transaction, id);
    case 'REFUND':
      return [refundOf(transaction, id)];
    case 'REFUND_REVERSED':
      return [refundReversalOf(transaction, id)];
    default:
      // TEST, REFUND_DECLINED, CONSUMPTION_REQUEST (answered by people, with the buyer's consent), and all of subscriptions.
      return [];
  }
}

function typeOf({ notificationType, subtype }: AppleNotification): string {
  return subtype === undefined ? notificationType : `${notificationType}.${subtype}`;
}

/** What people need to look a purchase up; a purchase without a payment of ours has nothing else to find it by. */
function summaryOf(transaction: AppleTransaction | undefined): Readonly<Record<string, string>> {
  if (transaction === undefined) return {};
  const { transactionId, productId, quantity, storefront, currency, price, revocationReason, appAccountToken } =
    transaction;
  return {
    transactionId,
    productId,
    quantity: String(quantity),
    ...(storefront !== undefined && { storefront }),
    ...(currency !== undefined && price !== undefined && { price: `${price} thousandths of ${currency}` }),
    ...(revocationReason !== undefined && { revocationReason: String(revocationReason) }),
    ...(appAccountToken === undefined && { problem: 'bought outside of the app: no payment of ours' }),
    ...(whyNotCoins(transaction) !== undefined && { problem: String(whyNotCoins(transaction)) }),
  };
}

function answerOf<T>(checked: AppleChecked<T>): ProviderAnswer<T> {
  if (checked.kind === 'genuine') return { kind: 'done', value: checked.value };
  return checked.kind === 'unavailable' ? { kind: 'unavailable', reason: 'apple_revocation_unknown' } : checked;
}
