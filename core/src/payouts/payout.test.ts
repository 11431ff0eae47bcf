import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { mayDecide } from './approval.ts';
import { type PayoutStanding, payableDiamonds, payoutObjections, standingReasons } from './eligibility.ts';
import {
  approvalsNeeded,
  askAgainAtMs,
  mayFollow,
  nextPayoutStep,
  payoutLedgerStates,
  payoutMoves,
  payoutRetryMs,
  payoutStatuses,
} from './payout.ts';
import { initialPayoutRates, moneyForDiamonds } from './rates.ts';

const fine: PayoutStanding = {
  ...{ earned: 50_000n, maturing: 10_000n, today: 0n, thisMonth: 0n, failedChecks: [], blocks: [] },
};

describe('a payout’s next step', () => {
  test('moves money only when the provider paid, and diamonds back only when it never will', () => {
    for (const status of payoutStatuses) {
      for (const ledger of payoutLedgerStates) {
        for (const cancelAsked of [true, false]) {
          for (const nowMs of [0, 2_000]) {
            const step = nextPayoutStep({ status, ledger, cancelAsked, expiresAtMs: 1_000 }, nowMs);
            if (step === 'post') {
              expect(['paid', 'returned']).toContain(status);
              expect(ledger).toBe('held');
            }
            if (step === 'return') expect([status, ledger]).toEqual(['returned', 'posted']);
            if (step === 'void') {
              expect(['rejected', 'cancelled', 'expired', 'failed']).toContain(status);
              expect(ledger).toBe('held');
            }
            if (step === 'send') expect([status, nowMs]).toEqual(['approved', 0]);
            if (step === 'cancel' || step === 'expire') expect(['held', 'approved']).toContain(status);
          }
        }
      }
    }
  });

  test('leads from a request to an end, and never from one end to another', () => {
    const ends = payoutStatuses.filter((status) => payoutMoves[status].length === 0);
    expect(ends).toEqual(['returned', 'refused', 'rejected', 'cancelled', 'expired', 'failed']);
    expect(mayFollow('sending', 'cancelled')).toBe(false);
    expect(mayFollow('approved', 'paid')).toBe(false);
    expect(mayFollow('held', 'approved')).toBe(true);
  });

  test('waits longer after each failure, up to its bound', () => {
    expect([0, 1, 2].map(payoutRetryMs)).toEqual([2_000, 4_000, 8_000]);
    expect(payoutRetryMs(1_000)).toBe(limits.payoutRetryMaxMs);
  });

  test('asks the provider of a paid one less and less often whether it stood, and no longer than it can come back', () => {
    const dayMs = limits.payoutAskAgainMs;
    const asked: number[] = [];
    for (let at: number | undefined = dayMs; at !== undefined; at = askAgainAtMs(0, at)) asked.push(at / dayMs);
    expect(asked).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  });

  test('asks a second person above the bound', () => {
    expect(approvalsNeeded(limits.payoutApprovedByOneMax)).toBe(1);
    expect(approvalsNeeded(limits.payoutApprovedByOneMax + 1n)).toBe(2);
  });
});

describe('what can be paid out', () => {
  const amount = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n });

  test('is never more than was earned, nor what is still maturing, nor below nothing', () => {
    fc.assert(
      fc.property(amount, amount, (earned, maturing) => {
        const payable = payableDiamonds({ earned, maturing: maturing < 0n ? -maturing : maturing });
        expect(payable >= 0n).toBe(true);
        expect(payable === 0n || payable <= earned).toBe(true);
      }),
    );
  });

  test('names every reason against it, not the first alone', () => {
    expect(payoutObjections(fine, 40_000n)).toEqual([]);
    expect(payoutObjections(fine, 40_001n)).toEqual(['above_payable']);
    const bad = { ...fine, failedChecks: ['tax'] as const, blocks: ['wallet_frozen'] as const };
    expect(payoutObjections(bad, limits.payoutDiamondsMin - 1n)).toEqual(['tax', 'wallet_frozen', 'below_minimum']);
    const rich = { ...fine, earned: 100_000_000n, today: 1n, thisMonth: limits.payoutDiamondsPerMonthMax };
    expect(payoutObjections(rich, limits.payoutDiamondsMax)).toEqual(['above_day_bound', 'above_month_bound']);
    expect(payoutObjections(rich, limits.payoutDiamondsMax + 1n)).toContain('above_maximum');
    expect(standingReasons({ ...fine, earned: 10_500n })).toEqual(['above_payable']);
    expect(standingReasons(fine)).toEqual([]);
  });
});

test('money for diamonds is rounded down, and never more for fewer diamonds', () => {
  const diamonds = fc.bigInt({ min: 0n, max: 10n ** 12n });
  for (const rate of initialPayoutRates) {
    fc.assert(
      fc.property(diamonds, diamonds, (a, b) => {
        const [sum, whole] = [moneyForDiamonds(a, rate) + moneyForDiamonds(b, rate), moneyForDiamonds(a + b, rate)];
        expect(sum <= whole && whole <= sum + 1n).toBe(true);
        expect(moneyForDiamonds(a, rate) * rate.denominator <= a * rate.numerator).toBe(true);
      }),
    );
  }
  expect(moneyForDiamonds(1_001n, { numerator: 1n, denominator: 2n })).toBe(500n);
});

test('nobody decides what they asked for, about their own wallet, or twice', () => {
  const asked = { requestedBy: 'a1', subjects: ['s9'], approvedBy: ['a2'] };
  expect(mayDecide(asked, { account: 'a1', subject: 's1' })).toBe('own');
  expect(mayDecide(asked, { account: 'a3', subject: 's9' })).toBe('own');
  expect(mayDecide(asked, { account: 'a2', subject: 's2' })).toBe('again');
  expect(mayDecide(asked, { account: 'a3', subject: 's3' })).toBe('yes');
  expect(mayDecide({ ...asked, requestedBy: undefined }, { account: 'a3', subject: 's9' })).toBe('own');
});
