import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { packageSales } from '../catalogue/package-sales.ts';
import type { OriginLog } from '../http/origin-log.ts';
import { mongoCatalogue } from '../mongo/mongo-catalogue.ts';
import { mongoFindings } from '../mongo/mongo-findings.ts';
import { mongoIdempotency } from '../mongo/mongo-idempotency.ts';
import { mongoPaymentLedger } from '../mongo/mongo-payment-ledger.ts';
import { mongoPayments } from '../mongo/mongo-payments.ts';
import { mongoPayouts } from '../mongo/mongo-payouts.ts';
import { mongoWebhookEvents } from '../mongo/mongo-webhook-events.ts';
import type { ConfiguredProviders } from './payment-providers.ts';
import type { PostActsDeps } from './post-acts.ts';
import type { ReconcileDeps } from './reconcile-payments.ts';
import type { Sandbox } from './sandbox/sandbox-provider.ts';
import type { StartPaymentDeps } from './start-payment.ts';
import type { WebhookDeps } from './webhooks.ts';

export interface PaymentParts extends ConfiguredProviders {
  readonly db: Db;
  readonly wallet: WalletPort;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly registry: Registry;
  readonly log: OriginLog;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly beforeCredit?: NonNullable<PostActsDeps['beforeCredit']>;
  readonly afterTakenBack?: NonNullable<PostActsDeps['afterTakenBack']>;
  readonly onDeclined?: NonNullable<WebhookDeps['onDeclined']>;
  readonly mayBuy?: NonNullable<StartPaymentDeps['mayBuy']>;
  readonly switches?: NonNullable<StartPaymentDeps['switches']>;
}

/** Everything about payments, wired over real stores. */
export type PaymentDeps = StartPaymentDeps &
  WebhookDeps &
  ReconcileDeps & {
    readonly sandbox: Sandbox | undefined;
    /** Writes what waits in vain into the metrics that raise the alarm. */
    readonly measure: () => Promise<void>;
  };

export function composePayments(parts: PaymentParts): PaymentDeps {
  const { db, clock, random, log, registry } = parts;
  const metrics = metricsIn(registry);
  const webhooks = metrics.counter(specs.webhooks);
  const found = metrics.counter(specs.paymentFindings);
  const waiting = metrics.gauge(specs.paymentsWaiting);
  const payments = mongoPayments(db, clock);
  const payouts = mongoPayouts(db);
  const events = mongoWebhookEvents(db, clock);
  const ledger = mongoPaymentLedger(db);
  const findings = mongoFindings({ db, clock, log, audit: parts.audit, onFinding: (kind) => found.inc({ kind }) });
  return {
    ...{ clock, random, log, payments, events, ledger, findings, wallet: parts.wallet, sandbox: parts.sandbox },
    packages: packageSales(mongoCatalogue(db), clock),
    idempotency: mongoIdempotency(db, clock, random),
    providers: new Map(parts.providers.map((provider) => [provider.name, provider])),
    isCommitted: (tx) => ledger.isCommitted(tx),
    onWebhook: (provider, result) => webhooks.inc({ provider, result }),
    // The job of payouts asks the provider.
    onPayoutNews: (id) => payouts.wake(id, clock()),
    ...(parts.beforeCredit === undefined ? {} : { beforeCredit: parts.beforeCredit }),
    ...(parts.afterTakenBack === undefined ? {} : { afterTakenBack: parts.afterTakenBack }),
    ...(parts.onDeclined === undefined ? {} : { onDeclined: parts.onDeclined }),
    ...(parts.mayBuy === undefined ? {} : { mayBuy: parts.mayBuy }),
    ...(parts.switches === undefined ? {} : { switches: parts.switches }),
    async measure() {
      const [{ stuck, review }, givenUp, open] = await Promise.all([
        payments.troubled(),
        events.givenUp(),
        findings.open(),
      ]);
      waiting.set({ what: 'payments_stuck' }, stuck);
      waiting.set({ what: 'payments_in_review' }, review);
      waiting.set({ what: 'webhooks_given_up' }, givenUp);
      waiting.set(
        { what: 'findings_open' },
        [...open.values()].reduce((sum, count) => sum + count, 0),
      );
    },
  };
}
