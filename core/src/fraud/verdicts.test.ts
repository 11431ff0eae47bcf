import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { type FraudRuleKind, fraudRuleBodySchema, type RuleOf, rulesOf } from './fraud-rule.ts';
import { findGiftRing } from './gift-ring.ts';
import { initialRules } from './initial-rules.ts';
import { spendCapOf } from './spend-cap.ts';
import {
  type GiftEdge,
  judgeConcentration,
  judgeGiftLoop,
  judgeNewAccountBurst,
  judgePaymentVelocity,
  judgePayoutScreen,
  judgeSpendVelocity,
  judgeStructuring,
  type Verdict,
} from './verdicts.ts';

function parametersOf<K extends FraudRuleKind>(kind: K): RuleOf<K> {
  const [found] = rulesOf(
    initialRules.map(({ id, body }) => ({ id, body, version: 1, enabled: true, by: 'system', atMs: 0 })),
    kind,
  );
  if (found === undefined) throw new Error(`no initial rule of kind ${kind}`);
  return found.body;
}

const amount = fc.bigInt({ min: 0n, max: 1_000_000n });
const edgeOf = (from: string, to: string, coins: bigint): GiftEdge => ({ from, to, gifts: 1, coins });

/** Each rule with something to look at, and the same with more of it. */
const growing: readonly [string, (value: bigint) => Verdict | undefined][] = [
  ['coins given', (coins) => judgeSpendVelocity(parametersOf('spend_velocity'), 'a', { gifts: 3, coins })],
  [
    'gifts given',
    (gifts) => judgeSpendVelocity(parametersOf('spend_velocity'), 'a', { gifts: Number(gifts), coins: 5n }),
  ],
  [
    'the weakest step of a ring',
    (coins) => judgeGiftLoop(parametersOf('gift_loop'), [edgeOf('a', 'b', 9_000_000n), edgeOf('b', 'a', coins)]),
  ],
  [
    'what one giver gave out of fresh coins',
    (coins) => judgeConcentration(parametersOf('concentration'), edgeOf('a', 'h', coins), 1_000_000n, 900_000n),
  ],
  [
    'purchases just below the threshold',
    (many) => {
      const paid = Array.from({ length: Number(many % 100n) }, () => 9_500n);
      return judgeStructuring(parametersOf('structuring'), 'a', paid, 'USD');
    },
  ],
  [
    'failed payments',
    (many) => {
      const failures = Number(many);
      return judgePaymentVelocity(parametersOf('payment_velocity'), 'a', { purchases: 1, cards: 1, failures });
    },
  ],
  [
    'scores that name a host',
    (score) => judgePayoutScreen(parametersOf('payout_screen'), 'h', [Number(score > 100n ? 100n : score)]),
  ],
  [
    'coins of young wallets',
    (coins) => {
      const young = Array.from({ length: 30 }, (_, at) => edgeOf(`w${at}`, 'h', coins));
      return judgeNewAccountBurst(parametersOf('new_account_burst'), 'h', young);
    },
  ],
];

describe.each(growing)('a rule about %s', (what, judge) => {
  const fits = (value: bigint): bigint => (what.startsWith('purchases') ? value % 100n : value);

  it('never finds less when there is more', () => {
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [less, more] = [fits(one), fits(other)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        const [low, high] = [judge(less ?? 0n), judge(more ?? 0n)];
        if (low !== undefined) expect(high?.score ?? 0).toBeGreaterThanOrEqual(low.score);
      }),
    );
  });

  it('says every number that decided', () => {
    fc.assert(
      fc.property(amount, (value) => {
        const found = judge(value);
        if (found === undefined) return;
        expect(found.score).toBeGreaterThanOrEqual(50);
        expect(found.score).toBeLessThanOrEqual(100);
        expect(found.text.length).toBeLessThanOrEqual(limits.fraudTextCharsMax);
        for (const number of Object.values(found.numbers)) expect(found.text).toContain(String(number));
        expect([...found.givers, ...found.earners]).not.toEqual([]);
      }),
    );
  });

  it('finds something at all', () => {
    expect(judge(what.startsWith('purchases') ? 99n : 999_999n)).toBeDefined();
    expect(judge(0n)).toBeUndefined();
  });
});

describe('rings of gifts', () => {
  const world = (edges: readonly GiftEdge[]) => async (from: string) => edges.filter((edge) => edge.from === from);
  const ring = ['a', 'b', 'c', 'd'];
  const edges = ring.map((from, at) => edgeOf(from, ring[(at + 1) % 4] ?? '', 10_000n));

  it('are found up to the length that the rule looks for, shortest first', async () => {
    const first = edgeOf('a', 'b', 10_000n);
    expect((await findGiftRing(first, 4, 5_000n, world(edges)))?.map(({ from }) => from)).toEqual(ring);
    expect(await findGiftRing(first, 3, 5_000n, world(edges))).toBeUndefined();
    expect(await findGiftRing(first, 4, 10_001n, world(edges))).toBeUndefined();
    const both = [...edges, edgeOf('b', 'a', 5_000n)];
    expect(await findGiftRing(first, 4, 5_000n, world(both))).toHaveLength(2);
  });

  it('ask about no more wallets than their bound, whoever gave to whom', async () => {
    let asked = 0;
    const everybody = async (from: string): Promise<readonly GiftEdge[]> => {
      asked += 1;
      return Array.from({ length: limits.fraudEdgesReadMax }, (_, at) => edgeOf(from, `${from}-${at}`, 10_000n));
    };
    expect(await findGiftRing(edgeOf('a', 'b', 10_000n), 4, 5_000n, everybody)).toBeUndefined();
    expect(asked).toBeLessThanOrEqual(limits.fraudRingWalletsMax + 1);
  });

  it('are judged only when they close', () => {
    const open = [edgeOf('a', 'b', 9_000n), edgeOf('b', 'c', 9_000n)];
    expect(judgeGiftLoop(parametersOf('gift_loop'), open)).toBeUndefined();
    expect(judgeGiftLoop(parametersOf('gift_loop'), edges)?.givers).toEqual(ring);
  });
});

describe('the cap on a day’s spending', () => {
  const tiers = initialRules.flatMap(({ body }) => (body.kind === 'daily_spend_cap' ? [body.parameters.tiers] : []));
  const nowMs = 1_800_000_000_000;

  it('never falls with age or by a second factor', () => {
    fc.assert(
      fc.property(fc.nat(4_000), fc.nat(4_000), fc.boolean(), (days, more, secondFactor) => {
        const capAt = (age: number, factor: boolean): bigint =>
          spendCapOf(tiers, { createdAtMs: nowMs - age * 86_400_000, secondFactor: factor }, nowMs) ?? 0n;
        expect(capAt(days + more, secondFactor)).toBeGreaterThanOrEqual(capAt(days, secondFactor));
        expect(capAt(days, true)).toBeGreaterThanOrEqual(capAt(days, false));
      }),
    );
  });

  it('takes somebody of unknown age, or from the future, for new, and the least of several rules', () => {
    const unknown = { createdAtMs: undefined, secondFactor: false };
    expect(spendCapOf(tiers, unknown, nowMs)).toBe(100_000n);
    expect(spendCapOf(tiers, { createdAtMs: nowMs + 9e9, secondFactor: false }, nowMs)).toBe(100_000n);
    const tight = [{ fromAgeDays: 0, coins: '7', secondFactorCoins: '9' }];
    expect(spendCapOf([...tiers, tight], unknown, nowMs)).toBe(7n);
    expect(spendCapOf([], unknown, nowMs)).toBeUndefined();
  });
});

describe('rules as data', () => {
  it('that an installation begins with are valid, each under an id of its own', () => {
    expect(new Set(initialRules.map(({ id }) => id)).size).toBe(initialRules.length);
    for (const { body } of initialRules) expect(fraudRuleBodySchema.parse(body)).toEqual(body);
  });

  it('are refused when their tiers fall, skip the young, or hold what they should not', () => {
    const tier = (fromAgeDays: number, coins: string, secondFactorCoins: string) => ({
      ...{ fromAgeDays, coins, secondFactorCoins },
    });
    const rule = (...tiers: object[]) => ({ kind: 'daily_spend_cap', action: 'refuse', parameters: { tiers } });
    const accepted = (body: object): boolean => fraudRuleBodySchema.safeParse(body).success;
    expect(accepted(rule(tier(0, '5', '6'), tier(3, '5', '9')))).toBe(true);
    for (const bad of [
      rule(),
      rule(tier(1, '5', '5')),
      rule(tier(0, '5', '4')),
      rule(tier(0, '5', '6'), tier(3, '4', '9')),
      rule(tier(0, '5', '6'), tier(0, '5', '9')),
      rule(tier(0, '0', '0')),
      { ...rule(tier(0, '5', '6')), action: 'freeze' },
      { kind: 'gift_loop', action: 'flag', parameters: { windowHours: 1, lengthMax: 5, coinsMin: '1' } },
      { kind: 'magic', action: 'flag', parameters: {} },
    ]) {
      expect(accepted(bad), JSON.stringify(bad)).toBe(false);
    }
  });
});
