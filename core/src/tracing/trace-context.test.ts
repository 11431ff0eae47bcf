import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { childContext, parseTraceContext, traceparentOf } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const header = `00-${traceId}-${spanId}-01`;
const random = (length: number): Uint8Array => new Uint8Array(length).fill(0xab);

describe('traceparent', () => {
  it('is read and written as the standard has it', () => {
    const read = parseTraceContext(header);
    expect(read).toEqual({ traceId, spanId, sampled: true });
    expect(read === undefined ? '' : traceparentOf(read)).toBe(header);
    expect(parseTraceContext(`00-${traceId}-${spanId}-00`)?.sampled).toBe(false);
    // Only the first bit is ours to read.
    expect(parseTraceContext(`00-${traceId}-${spanId}-fe`)?.sampled).toBe(false);
    expect(parseTraceContext(`00-${traceId}-${spanId}-ff`)?.sampled).toBe(true);
  });

  it('of a version to come is read by its first four fields', () => {
    expect(parseTraceContext(`cc-${traceId}-${spanId}-01-what-comes`)).toEqual({ traceId, spanId, sampled: true });
    expect(parseTraceContext(`cc-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, sampled: true });
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['the forbidden version', `ff-${traceId}-${spanId}-01`],
    ['more than version 00 has', `${header}-more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', header.toUpperCase()],
    ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
    ['blanks', ` ${header}`],
    ['two of them', `${header},${header}`],
    ['a line break', `${header}\n`],
    ['an endless one', `cc-${traceId}-${spanId}-01-${'x'.repeat(limits.traceparentCharsMax)}`],
  ])('is as none when it is %s', (_, text) => {
    expect(parseTraceContext(text)).toBeUndefined();
  });

  it('never throws, and whatever it takes is written as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseTraceContext(text)).toBeUndefined();
      }),
    );
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, span, sampled) => {
        const text = `00-${trace}-${span}-${sampled ? '01' : '00'}`;
        const read = parseTraceContext(text);
        const none = /^0+$/.test(trace) || /^0+$/.test(span);
        expect(read === undefined ? undefined : traceparentOf(read)).toBe(none ? undefined : text);
      }),
    );
  });
});

describe('tracestate', () => {
  const stateOf = (text: string) => parseTraceContext(header, text)?.state;

  it.each(['rojo=00f067aa0ba902b7', 'congo=t61rcWkgMzE,rojo=1', 'fw529a3039@dt=FfgL , a=b', 'a/b-c*d_e=x y'])(
    'goes on unread: %s',
    (text) => expect(stateOf(text)).toBe(text),
  );

  it.each([
    ['a key without a value', 'rojo'],
    ['an upper-case key', 'Rojo=1'],
    ['the same key twice', 'a=1,a=2'],
    ['other characters', 'a=ü'],
    ['a line break', 'a=1\nb=2'],
    ['nothing in it', ' , '],
    ['too many', Array.from({ length: limits.traceStateMembersMax + 1 }, (_, at) => `k${at}=1`).join()],
    ['too long', `a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(20)}`],
  ])('is dropped by itself when it has %s', (_, text) => {
    expect(parseTraceContext(header, text)).toEqual({ traceId, spanId, sampled: true });
  });
});

describe('a new span', () => {
  it('stays in its trace, with what was given along', () => {
    const parent = parseTraceContext(header, 'a=1');
    expect(childContext(parent, false, random)).toEqual({
      traceId,
      spanId: 'ab'.repeat(8),
      sampled: false,
      state: 'a=1',
    });
  });

  it('begins one where there is none, and its ids are never zero', () => {
    const first = childContext(undefined, true, (length) => new Uint8Array(length));
    expect(parseTraceContext(traceparentOf(first))).toEqual(first);
  });
});
