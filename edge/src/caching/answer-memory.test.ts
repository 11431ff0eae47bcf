import { limits } from '@halobuzz/core/limits';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { expect, it } from 'vitest';
import { AnswerMemory, type KeptAnswer } from './answer-memory.ts';

const answerOf = (body: string): KeptAnswer => ({ body, type: 'text/plain', etag: '"x"', madeAtMs: 0 });

it('remembers an answer for as long as it may, and until its tag is purged', () => {
  const clock = fakeClock();
  const memory = new AnswerMemory(clock.now);
  memory.keep('a', answerOf('a'), ['lobby'], memory.purges);
  memory.keep('b', answerOf('b'), [], memory.purges);
  clock.advance(limits.edgeMemoryMs - 1);
  expect([memory.find('a')?.body, memory.find('b')?.body]).toEqual(['a', 'b']);
  memory.purge(['lobby']);
  expect([memory.find('a')?.body, memory.find('b')?.body]).toEqual([undefined, 'b']);
  clock.advance(1);
  expect(memory.find('b')).toBeUndefined();
});

it('does not remember what was begun before a purge, or is too large', () => {
  const memory = new AnswerMemory(fakeClock().now);
  const before = memory.purges;
  memory.purge(['lobby']);
  memory.keep('a', answerOf('a'), ['lobby'], before);
  memory.keep('b', answerOf('b'.repeat(limits.edgeMemoryAnswerCharsMax + 1)), [], memory.purges);
  expect([memory.find('a'), memory.find('b')]).toEqual([undefined, undefined]);
});

it('remembers a tag’s version as long as answers, and no answer longer than the version that it was found by', () => {
  const clock = fakeClock();
  const memory = new AnswerMemory(clock.now);
  memory.keepVersion('lobby', 'v1', memory.purges);
  clock.advance(limits.edgeMemoryMs - 1);
  expect(memory.findVersion('lobby')).toBe('v1');
  memory.keep('a', answerOf('a'), ['lobby'], memory.purges);
  expect(memory.find('a')?.body).toBe('a');
  clock.advance(1);
  expect([memory.findVersion('lobby'), memory.find('a')]).toEqual([undefined, undefined]);
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

it('is bounded: the oldest leaves', () => {
  const memory = new AnswerMemory(fakeClock().now);
  const keys = Array.from({ length: limits.edgeMemoryEntriesMax + 2 }, (_, n) => `k${n}`);
  for (const key of keys) memory.keep(key, answerOf(key), [], memory.purges);
  expect(keys.filter((key) => memory.find(key) === undefined)).toEqual(['k0', 'k1']);
});
