import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import type { OriginConfig } from '../../config.ts';
import { ConfigError } from '../../config-option.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { FinanceDeps } from '../finance/carry-out.ts';
import { type FinanceDesk, financeDesk } from '../finance/finance-desk.ts';
import type { FinanceRouteDeps } from '../finance/finance-routes.ts';
import type { WalletControlsService } from '../fraud/wallet-controls.ts';
import type { OriginLog } from '../http/origin-log.ts';
import { mongoApprovals } from '../mongo/mongo-approvals.ts';
import { mongoFinanceReads } from '../mongo/mongo-finance-reads.ts';
import { mongoHostBooks } from '../mongo/mongo-host-books.ts';
import { mongoPayees } from '../mongo/mongo-payees.ts';
import { mongoPayouts } from '../mongo/mongo-payouts.ts';
import { mongoPromotions } from '../mongo/mongo-promotions.ts';
import type { PaymentDeps } from '../payments/compose-payments.ts';
import { refundable, requestRefund } from '../payments/request-refund.ts';
import type { AdvanceDeps } from './advance-payout.ts';
import { type EligibilityChecks, everybodyChecked, noChecksConfigured } from './eligibility-checks.ts';
import type { PayoutProvider } from './provider-port.ts';
import { sandboxPayouts } from './sandbox-provider.ts';
import { stripePayouts } from './stripe-payouts.ts';

/** Who carries money to hosts, and who checks them. */
export interface PayoutSettings {
  readonly provider: PayoutProvider | undefined;
  readonly checks: EligibilityChecks;
}

export interface PayoutParts extends PayoutSettings {
  readonly db: Db;
  readonly wallet: WalletPort;
  readonly wallets: WalletSessions;
  readonly random: RandomBytes;
  readonly controls: WalletControlsService;
  readonly screen?: NonNullable<AdvanceDeps['screen']>;
  readonly switches?: NonNullable<AdvanceDeps['switches']>;
  readonly payment: PaymentDeps;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly registry: Registry;
  readonly log: OriginLog;
  readonly clock: Clock;
}

/**
 * What the origin's settings name; production refuses the sandbox and the checks that everybody passes (config.ts).
 * @throws ConfigError when Stripe is to carry money and has no key
 */
export function configuredPayouts(
  config: Pick<OriginConfig, 'payoutProvider' | 'payoutChecks' | 'stripeSecretKey' | 'stripeApiUrl'>,
  db: Db,
): PayoutSettings {
  const checks = config.payoutChecks === 'everybody' ? everybodyChecked : noChecksConfigured;
  switch (config.payoutProvider) {
    case 'off':
      return { provider: undefined, checks };
    case 'sandbox':
      return { provider: sandboxPayouts(db), checks };
    case 'stripe': {
      const { stripeSecretKey: secretKey, stripeApiUrl: apiUrl } = config;
      if (secretKey === undefined) throw new ConfigError(['STRIPE_SECRET_KEY: not set, and PAYOUT_PROVIDER is stripe']);
      return { provider: stripePayouts({ secretKey, apiUrl }, mongoPayees(db)), checks };
    }
    default:
      return config.payoutProvider satisfies never;
  }
}

export type ComposedPayouts = Pick<FinanceRouteDeps, 'payoutDeps' | 'financeDeps' | 'financeReads'> & {
  readonly desk: FinanceDesk;
  /** Writes what waits for people or in vain into the metrics that raise the alarm. */
  readonly measurePayouts: () => Promise<void>;
};

/** Payouts and what finance staff do, wired over real stores. */
export function composePayouts(parts: PayoutParts): ComposedPayouts {
  const { db, wallet, controls, payment, audit, log, clock, provider, checks } = parts;
  const waiting = metricsIn(parts.registry).gauge(specs.payoutsWaiting);
  const payouts = mongoPayouts(db);
  const reads = mongoFinanceReads(db);
  const books = mongoHostBooks(db);
  const { isCommitted } = payment;
  const payoutDeps: AdvanceDeps = {
    ...{ clock, books, payouts, checks, controls, provider, wallet, isCommitted, audit, log },
    ...(parts.screen === undefined ? {} : { screen: parts.screen }),
    ...(parts.switches === undefined ? {} : { switches: parts.switches }),
  };
  const desk = financeDesk({ ...parts, payments: payment.payments });
  const financeDeps: FinanceDeps = {
    ...{ clock, books, controls, wallet, isCommitted, audit, log, giftReads: reads, rates: desk.lists },
    approvals: mongoApprovals(db),
    promotions: mongoPromotions(db),
    async requestRefund({ id: key, paymentId, amount, reason, by }) {
      try {
        await requestRefund(payment, { key, paymentId, amount, reason, by });
        return { kind: 'accepted' };
      } catch (error) {
        const final = ['refund_refused', 'payment_not_found', 'conflict'] as const;
        const code = error instanceof AppError ? final.find((one) => one === error.code) : undefined;
        if (code === undefined) throw error;
        return { kind: 'refused', code };
      }
    },
    async refundablePayment(id) {
      const stored = await payment.payments.get(id);
      if (stored === undefined) return undefined;
      const { userId, currency } = stored.payment;
      return { userId, currency, left: stored.payment.evidence.paid ? refundable(stored) : 0n };
    },
  };
  return {
    payoutDeps,
    financeDeps,
    financeReads: reads,
    desk,
    async measurePayouts() {
      for (const [what, count] of await payouts.waiting()) waiting.set({ what }, count);
    },
  };
}
