import type {
  DisputeEvidence,
  Payment,
  PaymentAct,
  PaymentEvidence,
  PaymentStatus,
  RefundEvidence,
} from '@halobuzz/core/payments/payment';
import type { Collection, Db } from 'mongodb';
import type { RefundRequest, StoredPayment } from '../../origin/payments/payment-store.ts';

type Dated<T extends { atMs: number }> = Omit<T, 'atMs'> & { readonly at: Date };

/** As stored in `payments`. */
export interface PaymentDocument
  extends Omit<Payment, 'id' | 'externalId' | 'packageVersion' | 'createdAtMs' | 'evidence'> {
  readonly _id: string;
  readonly externalId?: string;
  readonly packageVersion: number | bigint;
  readonly evidence: Omit<PaymentEvidence, 'disputes' | 'refunds'> & {
    readonly disputes: readonly Dated<DisputeEvidence>[];
    readonly refunds: readonly (Omit<RefundEvidence, 'atMs'> & { readonly at?: Date })[];
  };
  readonly acts: readonly PaymentAct[];
  readonly status: PaymentStatus;
  readonly refundRequests: readonly Dated<RefundRequest>[];
  readonly version: number | bigint;
  readonly nextAt: Date | null;
  readonly tries: number | bigint;
  readonly trouble: string;
  readonly finished: boolean;
  readonly transactionId?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `payments`: read by a majority, written to a majority's journals. */
export function paymentsCollection(db: Db): Collection<PaymentDocument> {
  return db.collection<PaymentDocument>('payments', {
    useBigInt64: true,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
  });
}

/** A document as the domain knows it. */
export function storedOf(document: PaymentDocument): StoredPayment {
  const { _id, externalId, evidence, refundRequests, packageVersion, createdAt } = document;
  const { userId, provider, packageId, amount, currency, coins, product, acts } = document;
  return {
    payment: {
      ...{ id: _id, userId, provider, externalId: externalId ?? '', packageId, amount, currency, coins, product, acts },
      packageVersion: Number(packageVersion),
      createdAtMs: createdAt.getTime(),
      evidence: {
        ...evidence,
        disputes: evidence.disputes.map(({ at, ...rest }) => ({ ...rest, atMs: at.getTime() })),
        refunds: evidence.refunds.map(({ at, ...rest }) => (at === undefined ? rest : { ...rest, atMs: at.getTime() })),
      },
    },
    status: document.status,
    refundRequests: refundRequests.map(({ at, ...rest }) => ({ ...rest, atMs: at.getTime() })),
    version: Number(document.version),
    nextAtMs: document.nextAt?.getTime(),
    tries: Number(document.tries),
    trouble: document.trouble,
    finished: document.finished,
    updatedAtMs: document.updatedAt.getTime(),
  };
}

/** What stands in the database for it. */
export function documentOf(stored: StoredPayment): PaymentDocument {
  const { payment, status, refundRequests, version, nextAtMs, tries, trouble, finished, updatedAtMs } = stored;
  const { id, externalId, createdAtMs, evidence, ...fields } = payment;
  return {
    ...{ _id: id, ...fields, status, version, tries, trouble, finished },
    ...(externalId === '' ? {} : { externalId }),
    evidence: {
      ...evidence,
      disputes: evidence.disputes.map(({ atMs, ...rest }) => ({ ...rest, at: new Date(atMs) })),
      refunds: evidence.refunds.map(({ atMs, ...rest }) =>
        atMs === undefined ? rest : { ...rest, at: new Date(atMs) },
      ),
    },
    refundRequests: refundRequests.map(({ atMs, ...rest }) => ({ ...rest, at: new Date(atMs) })),
    nextAt: nextAtMs === undefined ? null : new Date(nextAtMs),
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(updatedAtMs),
  };
}
