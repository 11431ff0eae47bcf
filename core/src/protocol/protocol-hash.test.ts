import { describe, expect, it } from 'vitest';
import { eventExamples, noticeExamples, upExamples } from '../../testing/protocol-examples.ts';
import { protocolHash, protocolSurface } from '../../testing/protocol-hash.ts';
import { downEventSchema, eventSpecs, noticeSchema } from './down.ts';
import { upMessageSchema } from './up.ts';
import { PROTOCOL_HASH, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from './version.ts';

describe('the protocol', () => {
  it('is the one that was looked at: after a change, ask whether old clients and servers still understand each other', () => {
    // If they do not, raise PROTOCOL_VERSION too. Then put the new hash into version.ts.
    expect(protocolHash()).toBe(PROTOCOL_HASH);
  });

  it('serves this version and the one before', () => {
    expect(PROTOCOL_VERSION_MIN).toBe(PROTOCOL_VERSION - 1);
  });

  it('hashes what it says, whatever the order of keys', () => {
    expect(protocolHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(protocolHash({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(protocolHash({ a: 1 })).not.toBe(protocolHash({ a: 2 }));
    expect(protocolHash([1, 2])).not.toBe(protocolHash([2, 1]));
  });

  it('holds the bounds, patterns and the rule of hello', () => {
    const surface = protocolSurface();
    expect(surface).toMatchObject({ hello: { neither: false, ticket: true, resume: true, both: false } });
    const text = JSON.stringify(surface);
    expect(text).toContain('"maxLength":300');
    expect(text).toContain('-7[0-9a-f]{3}-');
  });
});

describe('events', () => {
  it('have codes of their own, in the range of their lane', () => {
    const specs = Object.values(eventSpecs);
    expect(new Set(specs.map((spec) => spec.code)).size).toBe(specs.length);
    for (const { code, lane } of specs) {
      expect(lane).toBe(code < 32 ? 'reliable' : code < 64 ? 'lossy' : 'personal');
    }
  });

  it('are conflated only when they may be lost', () => {
    for (const spec of Object.values(eventSpecs)) if (spec.conflate) expect(spec.lane).toBe('lossy');
  });

  it('are of versions that exist', () => {
    for (const { since } of Object.values(eventSpecs)) {
      expect(since).toBeGreaterThanOrEqual(PROTOCOL_VERSION_MIN);
      expect(since).toBeLessThanOrEqual(PROTOCOL_VERSION);
    }
  });
});

describe('every message', () => {
  const typesOf = (options: readonly { shape: { t: { value: string } } }[]): string[] =>
    options.map((option) => option.shape.t.value).sort();

  it('has an example', () => {
    expect(Object.keys(upExamples).sort()).toEqual(typesOf(upMessageSchema.options));
    expect(Object.keys(eventExamples).sort()).toEqual(typesOf(downEventSchema.options));
    expect(Object.keys(noticeExamples).sort()).toEqual(typesOf(noticeSchema.options));
  });
});
