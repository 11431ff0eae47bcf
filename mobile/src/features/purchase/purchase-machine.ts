import type { PaymentView, StartPaymentData } from '@halobuzz/core/api/payments';
import type { ApiFailure } from '../../api/failure.ts';
import type { PurchaseOrder } from './purchase-order.ts';

export type PayStep = NonNullable<StartPaymentData['next']>;

/** Why nothing was bought, where that is known. */
export type PurchaseEnd = 'declined' | 'expired' | 'review' | 'taken_back';

/** What stands beside the choice of packages, or beside the way to pay: how the last try ended. */
export type PurchaseNote = 'cancelled' | 'declined' | 'owned' | 'store_unavailable' | 'approval_missing';

/**
 * One purchase, from the choice to the coins. Nothing here knows the time or the network; whoever runs it (use-purchase.ts)
 * does what a state asks for and tells what came of it.
 */
export type PurchaseState =
  /** Nothing is under way. */
  | { readonly step: 'choosing'; readonly note?: PurchaseNote; readonly failure?: ApiFailure }
  /** The server is asked to record the payment. */
  | { readonly step: 'starting'; readonly order: PurchaseOrder }
  /** It is the buyer's turn: a card form, the store's sheet, the sandbox. */
  | {
      readonly step: 'paying';
      readonly order: PurchaseOrder;
      readonly payment: PaymentView;
      readonly next: PayStep;
      readonly note?: PurchaseNote;
      /** What the card's bank said, in its own words. */
      readonly said?: string;
    }
  /** The store sold it; the server is to look at what the store gave. */
  | {
      readonly step: 'handing-in';
      readonly order: PurchaseOrder | undefined;
      readonly paymentId: string;
      readonly receipt: string;
    }
  /** Money is said to have moved: the server is asked until it knows. */
  | { readonly step: 'confirming'; readonly order: PurchaseOrder | undefined; readonly paymentId: string }
  /** Somebody else has to allow it, or a payment in cash is awaited: hours may pass. The person may leave. */
  | { readonly step: 'waiting'; readonly order: PurchaseOrder | undefined; readonly paymentId: string }
  /** No answer: nobody here knows what the server did. The same again is harmless. */
  | { readonly step: 'interrupted'; readonly failure: ApiFailure; readonly again: Resumable }
  /** The coins are there. */
  | { readonly step: 'done'; readonly payment: PaymentView }
  | { readonly step: 'ended'; readonly why: PurchaseEnd; readonly payment: PaymentView };

/** States that ask the server, and may do so again. */
export type Resumable = Extract<PurchaseState, { readonly step: 'starting' | 'handing-in' | 'confirming' }>;

export type PurchaseEvent =
  | { readonly kind: 'ordered'; readonly order: PurchaseOrder }
  /** The server's answer to the start, or to a repetition of it. `back`: the buyer comes from a bank's page. */
  | { readonly kind: 'started'; readonly data: StartPaymentData; readonly back?: boolean }
  /** The server knows what is wrong, and nothing was bought. */
  | { readonly kind: 'refused'; readonly failure: ApiFailure }
  /** No answer came. */
  | { readonly kind: 'lost'; readonly failure: ApiFailure }
  | { readonly kind: 'receipt'; readonly receipt: string }
  /** The card form says that the money moved, or is moving. */
  | { readonly kind: 'paid' }
  /** The store will tell later: a parent is asked, or cash is awaited. */
  | { readonly kind: 'deferred' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'declined'; readonly said?: string }
  | { readonly kind: 'storeFailed'; readonly note: PurchaseNote }
  /** How the payment stands, asked of the server. */
  | { readonly kind: 'told'; readonly payment: PaymentView }
  | { readonly kind: 'again' }
  | { readonly kind: 'closed' };

export const choosing: PurchaseState = { step: 'choosing' };

/** The state after an event. What does not fit the state changes nothing: answers may come late. */
export function purchaseAfter(state: PurchaseState, event: PurchaseEvent): PurchaseState {
  switch (event.kind) {
    case 'ordered':
      return state.step === 'choosing' || state.step === 'done' || state.step === 'ended'
        ? { step: 'starting', order: event.order }
        : state;
    case 'started':
      return state.step === 'starting' ? afterStart(state.order, event.data, event.back === true) : state;
    case 'refused':
      return state.step === 'starting' || state.step === 'handing-in'
        ? { step: 'choosing', failure: event.failure }
        : state;
    case 'lost':
      return isResumable(state) ? { step: 'interrupted', failure: event.failure, again: state } : state;
    case 'receipt':
      return state.step === 'paying'
        ? { step: 'handing-in', order: state.order, paymentId: state.payment.id, receipt: event.receipt }
        : state;
    case 'paid':
      return state.step === 'paying' ? { step: 'confirming', order: state.order, paymentId: state.payment.id } : state;
    case 'deferred':
      return state.step === 'paying' ? { step: 'waiting', order: state.order, paymentId: state.payment.id } : state;
    case 'cancelled':
      // Before the start is answered: the person did not prove who they are, so that nothing was recorded.
      return state.step === 'paying' || state.step === 'starting' ? { step: 'choosing', note: 'cancelled' } : state;
    case 'declined':
      // The same payment may be tried with another card.
      return state.step === 'paying'
        ? { ...withoutNote(state), note: 'declined', ...(event.said === undefined ? {} : { said: event.said }) }
        : state;
    case 'storeFailed':
      return state.step === 'paying' ? { step: 'choosing', note: event.note } : state;
    case 'told':
      return afterTold(state, event.payment);
    case 'again':
      return state.step === 'interrupted' ? state.again : state;
    case 'closed':
      // What money may hang on is not closed: it is left, and found again.
      return state.step === 'starting' || state.step === 'handing-in' ? state : choosing;
    default:
      return event satisfies never;
  }
}

function isResumable(state: PurchaseState): state is Resumable {
  return state.step === 'starting' || state.step === 'handing-in' || state.step === 'confirming';
}

function afterStart(order: PurchaseOrder, { payment, next }: StartPaymentData, back: boolean): PurchaseState {
  const decided = decidedBy(payment);
  if (decided !== undefined) return decided;
  // Without a step the provider could not be asked yet, or has its money already: the server will know.
  if (next === undefined || back || payment.status === 'paid') {
    return { step: 'confirming', order, paymentId: payment.id };
  }
  return { step: 'paying', order, payment, next };
}

function afterTold(state: PurchaseState, payment: PaymentView): PurchaseState {
  const about = paymentIdOf(state);
  if (about !== payment.id) return state;
  const decided = decidedBy(payment);
  if (decided !== undefined) return decided;
  switch (state.step) {
    case 'handing-in':
      return { step: 'confirming', order: state.order, paymentId: payment.id };
    case 'waiting':
      return payment.status === 'paid' ? { step: 'confirming', order: state.order, paymentId: payment.id } : state;
    default:
      return state;
  }
}

/** The end that a status is; undefined while the payment may still go either way. */
function decidedBy(payment: PaymentView): PurchaseState | undefined {
  switch (payment.status) {
    case 'credited':
    case 'won':
    case 'partially_refunded':
      return { step: 'done', payment };
    case 'failed':
      return { step: 'ended', why: 'declined', payment };
    case 'expired':
      return { step: 'ended', why: 'expired', payment };
    case 'review':
      return { step: 'ended', why: 'review', payment };
    case 'refunded':
    case 'disputed':
    case 'charged_back':
      return { step: 'ended', why: 'taken_back', payment };
    case 'created':
    case 'pending':
    case 'paid':
      return undefined;
    default:
      return payment.status satisfies never;
  }
}

/** The payment that a state is about, where there is one. */
export function paymentIdOf(state: PurchaseState): string | undefined {
  switch (state.step) {
    case 'paying':
    case 'done':
    case 'ended':
      return state.payment.id;
    case 'handing-in':
    case 'confirming':
    case 'waiting':
      return state.paymentId;
    case 'interrupted':
      return paymentIdOf(state.again);
    case 'choosing':
    case 'starting':
      return undefined;
    default:
      return state satisfies never;
  }
}

/**
 * Whether the order is to stay on the device: as long as money may hang on it. Forgotten when it is known how it ended, or
 * that nothing was bought.
 */
export function orderToKeep(state: PurchaseState): PurchaseOrder | undefined {
  switch (state.step) {
    case 'starting':
    case 'paying':
    case 'handing-in':
    case 'confirming':
    case 'waiting':
      return state.order;
    case 'interrupted':
      return state.again.order;
    case 'choosing':
    case 'done':
    case 'ended':
      return undefined;
    default:
      return state satisfies never;
  }
}

function withoutNote<T extends Extract<PurchaseState, { readonly step: 'paying' }>>({
  note: _n,
  said: _s,
  ...rest
}: T) {
  return rest;
}
