import { limits } from '@halobuzz/core/limits';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { expect, it } from 'vitest';
import { AnswerMemory, type KeptAnswer } from './answer-memory.ts';

const answerOf = (body: string): KeptAnswer => ({ body, type: 'text/plain', etag: '"x"', madeAtMs: 0 });

it('remembers an answer from when it was made to the end of its life', () => {
  const clock = fakeClock(0);
  const memory = new AnswerMemory(clock.now);
  clock.advance(4_000);
  memory.keep('a', answerOf('a'), 5_000, false);
  expect(memory.find('a')).toMatchObject({ answer: { body: 'a' }, shared: false });
  clock.advance(999);
  expect(memory.find('a')?.answer.body).toBe('a');
  clock.advance(1);
  expect(memory.find('a')).toBeUndefined();
});

it('does not remember what is too large, nor what it was before', () => {
  const memory = new AnswerMemory(fakeClock(0).now);
  memory.keep('a', answerOf('a'), 5_000, false);
  memory.keep('a', answerOf('a'.repeat(limits.edgeMemoryAnswerCharsMax + 1)), 5_000, false);
  expect(memory.find('a')).toBeUndefined();
});

it('remembers a tag’s version for a second', () => {
  const clock = fakeClock(0);
  const memory = new AnswerMemory(clock.now);
  memory.keepVersion('lobby', 'v1', memory.purges);
  clock.advance(limits.edgeMemoryMs - 1);
  expect(memory.findVersion('lobby')).toBe('v1');
  clock.advance(1);
  expect(memory.findVersion('lobby')).toBeUndefined();
});

it('forgets a tag’s version with a purge, also one that was asked for before', () => {
  const memory = new AnswerMemory(fakeClock().now);
  memory.keepVersion('lobby', 'v1', memory.purges);
  const before = memory.purges;
  memory.purge(['lobby']);
  expect(memory.findVersion('lobby')).toBeUndefined();
  memory.keepVersion('lobby', 'v1', before);
  expect(memory.findVersion('lobby')).toBeUndefined();
});

it('is bounded: what was asked for longest ago leaves', () => {
  const memory = new AnswerMemory(fakeClock(0).now);
  const keys = Array.from({ length: limits.edgeMemoryEntriesMax }, (_, n) => `k${n}`);
  for (const key of keys) memory.keep(key, answerOf(key), 5_000, false);
  memory.find('k0');
  memory.keep('more', answerOf('more'), 5_000, false);
  memory.keep('yet more', answerOf('yet more'), 5_000, false);
  expect(keys.filter((key) => memory.find(key) === undefined)).toEqual(['k1', 'k2']);
});
