import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import {
  type ControlsRecord,
  effectiveControls,
  nextChangeMs,
  noControls,
  settledControls,
  withDailyCap,
  withHold,
  withoutHold,
  withoutStop,
  withStop,
} from './wallet-controls.ts';

const nowMs = 1_800_000_000_000;
const stop = (source: string) => ({ source, reason: 'dispute', by: 'system', atMs: nowMs });

describe('the owner’s own cap', () => {
  it('is lowered at once, and raised after a day', () => {
    const low = withDailyCap(noControls, 100n, nowMs);
    expect(effectiveControls(low, nowMs).dailyCap).toBe(100n);
    const lower = withDailyCap(low, 50n, nowMs);
    expect(effectiveControls(lower, nowMs).dailyCap).toBe(50n);
    const raised = withDailyCap(lower, 500n, nowMs);
    const atMs = nowMs + limits.spendCapCoolingMs;
    expect(effectiveControls(raised, atMs - 1).dailyCap).toBe(50n);
    expect(nextChangeMs(raised, nowMs)).toBe(atMs);
    expect(effectiveControls(raised, atMs).dailyCap).toBe(500n);
    expect(settledControls(raised, atMs)).toMatchObject({ dailyCap: 500n, nextCap: undefined });
  });

  it('is taken away as slowly as it is raised, and no raise survives a new lowering', () => {
    const low = withDailyCap(noControls, 100n, nowMs);
    const freed = withDailyCap(low, undefined, nowMs);
    expect(freed.nextCap).toEqual({ cap: undefined, fromMs: nowMs + limits.spendCapCoolingMs });
    expect(withDailyCap(freed, undefined, nowMs + 5)).toEqual(freed);
    expect(withDailyCap(freed, 300n, nowMs + 5).nextCap?.fromMs).toBe(nowMs + 5 + limits.spendCapCoolingMs);
    expect(withDailyCap(freed, 100n, nowMs + 5).nextCap).toBeUndefined();
    expect(withDailyCap(freed, 0n, nowMs + 5)).toMatchObject({ dailyCap: 0n, nextCap: undefined });
  });
});

describe('freezes', () => {
  it('count once by their source, and each source lifts only its own', () => {
    const twice = withStop(withStop(noControls, 'freezes', stop('finding:1')), 'freezes', stop('finding:1'));
    expect(twice.freezes).toHaveLength(1);
    const both = withStop(twice, 'freezes', stop('payment:2'));
    const one = withoutStop(both, 'freezes', 'finding:1');
    expect(effectiveControls(one, nowMs).frozen).toBe(true);
    expect(effectiveControls(withoutStop(one, 'freezes', 'payment:2'), nowMs).frozen).toBe(false);
    expect(withoutStop(one, 'freezes', 'finding:1')).toBe(one);
  });

  it('stay when they came after those that are lifted', () => {
    const late = withStop(noControls, 'freezes', { ...stop('others'), atMs: nowMs + 1 });
    expect(withoutStop(late, 'freezes', 'others', nowMs)).toBe(late);
    expect(withoutStop(late, 'freezes', 'others', nowMs + 1).freezes).toEqual([]);
  });

  it('above their bound stay one that is not forgotten', () => {
    let record: ControlsRecord = noControls;
    for (let at = 0; at < limits.walletFreezesMax + 5; at += 1) {
      record = withStop(record, 'payoutHolds', stop(`finding:${at}`));
    }
    expect(record.payoutHolds).toHaveLength(limits.walletFreezesMax + 1);
    expect(record.payoutHolds.at(-1)?.source).toBe('others');
  });
});

const holds = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 1_000n }), fc.integer({ min: 1, max: 10_000 })), {
  maxLength: limits.walletHoldsMax + 8,
});

it('coins held are never fewer than the holds that run, and in the end none', () => {
  fc.assert(
    fc.property(holds, (made) => {
      const record = made.reduce<ControlsRecord>(
        (before, [coins, ms], at) => withHold(before, { source: `p${at}`, coins, untilMs: nowMs + ms }, nowMs),
        noControls,
      );
      expect(record.holds.length).toBeLessThanOrEqual(limits.walletHoldsMax);
      for (const [, ms] of made) {
        const atMs = nowMs + ms - 1;
        const least = made.reduce((sum, [coins, until]) => (nowMs + until > atMs ? sum + coins : sum), 0n);
        expect(effectiveControls(record, atMs).heldCoins).toBeGreaterThanOrEqual(least);
      }
      expect(effectiveControls(record, nowMs + 10_000)).toMatchObject({ heldCoins: 0n, heldUntilMs: 0 });
    }),
  );
});

it('a hold counts once by its payment, and ends when its coins went back', () => {
  const hold = { source: 'pay_1', coins: 50n, untilMs: nowMs + 1_000 };
  const held = withHold(withHold(noControls, hold, nowMs), hold, nowMs);
  expect(effectiveControls(held, nowMs)).toMatchObject({ heldCoins: 50n, heldUntilMs: nowMs + 1_000 });
  expect(effectiveControls(withoutHold(held, 'pay_1'), nowMs).heldCoins).toBe(0n);
  expect(withHold(noControls, { ...hold, untilMs: nowMs }, nowMs)).toBe(noControls);
  expect(withHold(noControls, { ...hold, coins: 0n }, nowMs)).toBe(noControls);
});
