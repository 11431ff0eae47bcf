import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { PayoutBlock, PayoutStanding } from '@halobuzz/core/payouts/eligibility';
import type { PayoutCurrency, PayoutRate } from '@halobuzz/core/payouts/rates';
import type { WalletControlsService } from '../fraud/wallet-controls.ts';
import type { EligibilityChecks } from './eligibility-checks.ts';
import type { PayoutStore } from './payout-store.ts';
import type { PayoutProvider } from './provider-port.ts';

/** What committed money says of a host; by a majority. */
export interface HostBooks {
  /** Diamonds earned, less what is set aside or was paid. Below zero: gifts were undone after their payout. */
  earned(subject: string): Promise<bigint>;
  /** Diamonds of gifts accepted since then. */
  earnedSince(subject: string, sinceMs: number): Promise<bigint>;
  /** Coins that the person's wallet owes. */
  owed(subject: string): Promise<bigint>;
  /** Whether a payment of theirs is disputed. */
  hasDispute(subject: string): Promise<boolean>;
  /** The newest rate of a currency, or of all. */
  rate(currency: PayoutCurrency): Promise<PayoutRate | undefined>;
  rates(): Promise<readonly PayoutRate[]>;
}

export interface StandingDeps {
  readonly clock: Clock;
  readonly books: HostBooks;
  readonly payouts: Pick<PayoutStore, 'askedSince'>;
  readonly checks: EligibilityChecks;
  readonly controls: Pick<WalletControlsService, 'read'>;
  /** Looks whether fraud rules hold this host's payouts; what it finds stands in the controls then. */
  readonly screen?: (subject: string) => Promise<void>;
  /** Undefined: nobody carries money here. */
  readonly provider: PayoutProvider | undefined;
}

/** Where a host stands now. `except`: a payout that is not counted against itself, by its diamonds and when it was asked. */
export async function standingOf(
  deps: StandingDeps,
  subject: string,
  except?: { readonly amount: bigint; readonly createdAt: Date },
): Promise<PayoutStanding> {
  const now = new Date(deps.clock());
  const dayMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const monthMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const own = (sinceMs: number): bigint =>
    except !== undefined && except.createdAt.getTime() >= sinceMs ? except.amount : 0n;
  // The balance is read first: a gift that commits in between is then only among what matures, never only in the balance.
  const earned = await deps.books.earned(subject);
  const [maturing, today, thisMonth, failedChecks, blocks] = await Promise.all([
    deps.books.earnedSince(subject, now.getTime() - limits.payoutHoldPeriodMs),
    deps.payouts.askedSince(subject, dayMs),
    deps.payouts.askedSince(subject, monthMs),
    deps.checks.failed(subject),
    blocksOf(deps, subject),
  ]);
  return {
    ...{ earned, maturing, failedChecks },
    today: today - own(dayMs),
    thisMonth: thisMonth - own(monthMs),
    blocks: [...blocks, ...(earned < 0n ? (['earnings_negative'] as const) : [])],
  };
}

/** What forbids to send money to this host at this moment, whatever was approved before. */
export async function objectionsToSending(deps: StandingDeps, subject: string): Promise<readonly string[]> {
  const [earned, failed, blocks] = await Promise.all([
    deps.books.earned(subject),
    deps.checks.failed(subject),
    blocksOf(deps, subject),
  ]);
  return [...failed, ...blocks, ...(earned < 0n ? ['earnings_negative'] : [])];
}

async function blocksOf(deps: StandingDeps, subject: string): Promise<readonly PayoutBlock[]> {
  await deps.screen?.(subject);
  const [controls, disputed, owed] = await Promise.all([
    deps.controls.read(subject),
    deps.books.hasDispute(subject),
    deps.books.owed(subject),
  ]);
  return [
    ...(controls.freezes.length > 0 ? (['wallet_frozen'] as const) : []),
    ...(controls.payoutHolds.length > 0 ? (['payouts_held'] as const) : []),
    ...(disputed ? (['dispute_open'] as const) : []),
    ...(owed > 0n ? (['wallet_owing'] as const) : []),
    ...(deps.provider === undefined ? (['provider_off'] as const) : []),
  ];
}
