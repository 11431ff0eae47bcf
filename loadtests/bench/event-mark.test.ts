import { expect, it } from 'vitest';
import { findMarks, MARK_CHARS, nowMicros, writeMark } from './event-mark.ts';

function marksIn(bytes: Buffer, from = 0, to = bytes.length): number[] {
  const found: number[] = [];
  expect(findMarks(bytes, from, to, (micros) => found.push(micros))).toBe(found.length);
  return found;
}

it('finds every mark, wherever it stands', () => {
  const [first, second] = [1_763_859_000_123_456, 7];
  expect(writeMark(first)).toHaveLength(MARK_CHARS);
  expect(marksIn(Buffer.from(`42["m","~x ${writeMark(first)}${writeMark(second)}~"]~t12`))).toEqual([first, second]);
});

it('keeps to the part it was given, whose rest belongs to others', () => {
  const bytes = Buffer.from(`${writeMark(1)}${writeMark(2)}${writeMark(3)}`);
  expect(marksIn(bytes, MARK_CHARS, 2 * MARK_CHARS)).toEqual([2]);
  expect(marksIn(bytes, 0, 3 * MARK_CHARS - 1)).toEqual([1, 2]);
  expect(marksIn(Buffer.alloc(0))).toEqual([]);
});

it('counts in microseconds of the wall clock', () => {
  expect(Math.abs(nowMicros() / 1_000 - Date.now())).toBeLessThan(5_000);
  expect(nowMicros()).toBeLessThan(10 ** 16);
});
