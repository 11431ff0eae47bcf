import { limits } from '@halobuzz/core/limits';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { expect, test } from 'vitest';
import { type MediaBar, mediaBars, neededUntilMs } from './media-removals.ts';
import { type KnownRule, nextStep, type RemovalState } from './removal-step.ts';

const NOW = 1_800_000_000_000;
const none: RemovalState = { untilMs: {}, rules: [], unsure: [], mootAtMs: NOW + 3_600_000 };

test('a bar is made for as long as it is wanted, within what a rule can last', () => {
  const seconds = (ms: number) => nextStep({ ...none, untilMs: { join: NOW + ms } }, NOW);
  expect(seconds(60_000)).toEqual({ kind: 'create', bar: 'join', seconds: 60 });
  expect(seconds(60_001)).toEqual({ kind: 'create', bar: 'join', seconds: 61 });
  expect(seconds(1)).toEqual({ kind: 'create', bar: 'join', seconds: limits.mediaRuleSecondsMin });
  const endless = { ...none, untilMs: { join: NOW + 10 ** 12 }, mootAtMs: NOW + 10 ** 12 };
  expect(nextStep(endless, NOW)).toMatchObject({ seconds: limits.mediaRuleSecondsMax });
});

test('what was lifted is taken away, what nobody heard the number of is looked for', () => {
  const rule = { id: 7, bar: 'join', untilMs: NOW + 60_000 } as const;
  expect(nextStep({ ...none, rules: [rule] }, NOW)).toEqual({ kind: 'delete', rule });
  expect(nextStep({ ...none, rules: [{ ...rule, untilMs: NOW }] }, NOW)).toEqual({ kind: 'none' });
  expect(nextStep({ ...none, unsure: ['join'] }, NOW)).toEqual({ kind: 'find' });
  // While it is wanted one more of them does no harm.
  expect(nextStep({ ...none, rules: [rule], untilMs: { join: NOW + 60_000 }, unsure: ['join'] }, NOW)).toEqual({
    kind: 'none',
  });
});

test('nothing is done about what no longer holds', () => {
  const state = { ...none, untilMs: { join: NOW }, unsure: ['publish'], mootAtMs: NOW } as const;
  expect(nextStep(state, NOW)).toEqual({ kind: 'none' });
});

test('however it begins, a few steps reach what is wanted, and then there is none', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  for (let round = 0; round < 500; round += 1) {
    const some = (): number => NOW + random.below(7_200_000) - 1_000_000;
    const bars = (): MediaBar[] => mediaBars.filter(() => random.below(2) === 0);
    let rules: readonly KnownRule[] = bars().map((bar, at) => ({ id: at + 1, bar, untilMs: some() }));
    const untilMs = Object.fromEntries(bars().map((bar) => [bar, some()]));
    let unsure: readonly MediaBar[] = bars();
    const mootAtMs = Math.max(NOW + 7_200_000, ...Object.values(untilMs));
    for (let steps = 0; ; steps += 1) {
      expect(steps, `seed ${seed}, round ${round}`).toBeLessThan(8);
      const step = nextStep({ untilMs, rules, unsure, mootAtMs }, NOW);
      if (step.kind === 'none') break;
      if (step.kind === 'create') {
        rules = [...rules, { id: 100 + steps, bar: step.bar, untilMs: NOW + step.seconds * 1_000 }];
      }
      if (step.kind === 'delete') rules = rules.filter(({ id }) => id !== step.rule.id);
      if (step.kind === 'find') unsure = [];
    }
    for (const bar of mediaBars) {
      const wantedMs = untilMs[bar];
      const endMs = Math.max(0, ...rules.filter((rule) => rule.bar === bar).map((rule) => rule.untilMs));
      if (wantedMs === undefined) expect(endMs, `seed ${seed}, round ${round}`).toBeLessThanOrEqual(NOW);
      else if (wantedMs > NOW) expect(endMs, `seed ${seed}, round ${round}`).toBeGreaterThanOrEqual(wantedMs - 1_500);
    }
  }
});

test('a removal lasts as long as it was meant to, and no longer than a token from before', () => {
  const until = (removal: Omit<Parameters<typeof neededUntilMs>[0], 'roomId' | 'account' | 'atMs'>) =>
    neededUntilMs({ roomId: 'r', account: 'a', atMs: NOW, ...removal }) - NOW;
  const token = limits.mediaTokenLifeMs + limits.mediaClockSlackMs;
  expect(until({ kind: 'ban' })).toBe(token);
  expect(until({ kind: 'ban', untilMs: NOW + 90_000 })).toBe(90_000);
  expect(until({ kind: 'kick' })).toBe(limits.kickSecondsDefault * 1_000);
  expect(until({ kind: 'kick', untilMs: NOW + 366 * 86_400_000 })).toBe(token);
  expect(until({ kind: 'demote' })).toBe(limits.mediaGuestPublishLifeMs + limits.mediaClockSlackMs);
});
