import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { createAccountStates } from './account-states.ts';

function counted() {
  const clock = { nowMs: 0 };
  const loads: string[] = [];
  const states = createAccountStates(
    async (accountId, sessionId) => {
      loads.push(`${accountId} ${sessionId}`);
      return undefined;
    },
    () => clock.nowMs,
  );
  return { clock, loads, states };
}

test('a state is asked for once in its life, per account and session', async () => {
  const { clock, loads, states } = counted();
  await states.get('a', 's1');
  await states.get('a', 's1');
  await states.get('a', 's2');
  expect(loads).toEqual(['a s1', 'a s2']);
  clock.nowMs = limits.accountStateCacheMs - 1;
  await states.get('a', 's1');
  expect(loads).toHaveLength(2);
  clock.nowMs = limits.accountStateCacheMs;
  await states.get('a', 's1');
  expect(loads).toHaveLength(3);
});

test('what is forgotten is asked for again', async () => {
  const { loads, states } = counted();
  await states.get('a', 's1');
  states.forget('a', 's1');
  await states.get('a', 's1');
  expect(loads).toHaveLength(2);
});

test('an answer that was slow to come is no younger for it', async () => {
  let nowMs = 0;
  let loads = 0;
  const states = createAccountStates(
    async () => {
      loads += 1;
      nowMs += limits.accountStateCacheMs;
      return undefined;
    },
    () => nowMs,
  );
  await states.get('a', 's');
  await states.get('a', 's');
  expect(loads).toBe(2);
});

test('the cache is bounded: the oldest leaves', async () => {
  const { loads, states } = counted();
  for (let at = 0; at <= limits.accountStateCacheEntriesMax; at += 1) await states.get('a', `s${at}`);
  const before = loads.length;
  await states.get('a', `s${limits.accountStateCacheEntriesMax}`);
  expect(loads).toHaveLength(before);
  await states.get('a', 's0');
  expect(loads).toHaveLength(before + 1);
});
