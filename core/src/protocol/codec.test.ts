import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { describe, expect, it } from 'vitest';
import {
  eventExamples,
  noticeExamples,
  replyExamples,
  upExamples,
  welcomeExample,
} from '../../testing/protocol-examples.ts';
import { fromHex } from '../ids.ts';
import { limits } from '../limits.ts';
import { decodeEvent, decodeFrame, decodeUp, encode } from './codec.ts';
import { buildFrame, type FrameHeader, type FrameKind } from './header.ts';
import { PROTOCOL_VERSION } from './version.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const pack = (value: unknown): Uint8Array => new Uint8Array(packr.pack(value));
const bytesOf = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);

function frameOf(kind: FrameKind, bodies: readonly Uint8Array[], header: Partial<FrameHeader> = {}): Uint8Array {
  return buildFrame(
    {
      version: PROTOCOL_VERSION,
      kind,
      events: bodies.length,
      reliable: 0,
      flags: 0,
      epoch: 1,
      firstOffset: 0,
      serverTimeMs: 5,
      ...header,
    },
    bodies,
  );
}

describe('what clients send', () => {
  it.each(Object.values(upExamples))('$t goes there and back', (message) => {
    expect(decodeUp(encode(message))).toEqual({ ok: true, message });
  });

  it('encodes into bytes of its own, not into the pool that the next call overwrites', () => {
    const first = encode(upExamples.ping);
    const copy = first.slice();
    for (const message of Object.values(upExamples)) encode(message);
    expect(first).toEqual(copy);
    expect(first.buffer.byteLength).toBe(first.byteLength);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(typeof decodeUp(bytes).ok).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws for well-formed MessagePack of any content, and says what is wrong', () => {
    const value = fc.oneof(fc.anything({ maxDepth: 3 }), fc.record({ t: fc.constantFrom(...Object.keys(upExamples)) }));
    fc.assert(
      fc.property(value, (content) => {
        const decoded = decodeUp(pack(content));
        if (!decoded.ok && decoded.code === 'validation_failed') expect(decoded.errors?.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('still decodes well after bytes that broke in the middle', () => {
    for (const message of Object.values(upExamples)) {
      const whole = encode(message);
      for (let cut = 0; cut < whole.byteLength; cut += 1) decodeUp(whole.subarray(0, cut));
      expect(decodeUp(whole)).toEqual({ ok: true, message });
    }
  });

  it('names an unknown field, also inside another', () => {
    const hello = { ...upExamples.hello, point: { epoch: 1, offset: 2, extra: 3 }, colour: 'red' };
    const decoded = decodeUp(pack(hello));
    expect(decoded).toMatchObject({ ok: false, code: 'validation_failed', id: 0 });
    expect(decoded.ok ? [] : decoded.errors).toEqual(
      expect.arrayContaining([
        { field: 'point.extra', message: 'unknown field' },
        { field: 'colour', message: 'unknown field' },
      ]),
    );
  });

  it('says what is wrong in plain words', () => {
    const decoded = decodeUp(pack({ t: 'like', id: 9, count: 'many' }));
    expect(decoded).toMatchObject({ errors: [{ field: 'count', message: 'must be a number' }] });
  });

  it.each([
    ['an unknown command', { t: 'dance', id: 9 }, 9],
    ['a bad field', { t: 'like', id: 9, count: 0 }, 9],
    ['a missing field', { t: 'like', id: 9 }, 9],
    ['no id', { t: 'ping' }, undefined],
    ['a negative id', { t: 'ping', id: -1 }, undefined],
    ['an id of another type', { t: 'ping', id: '9' }, undefined],
    ['no map', [1, 2], undefined],
    ['nil', null, undefined],
  ])('answers %s with validation_failed and the id that could be read', (_, value, id) => {
    const decoded = decodeUp(pack(value));
    expect(decoded).toMatchObject({ ok: false, code: 'validation_failed' });
    expect(decoded.ok ? undefined : decoded.id).toBe(id);
  });

  it.each([
    ['both ticket and resume', { ...upExamples.hello, resume: 'r' }],
    ['neither', { t: 'hello', id: 0, protocol: 2, room: upExamples.hello.room }],
  ])('refuses a hello with %s', (_, hello) => {
    expect(decodeUp(pack(hello))).toMatchObject({ ok: false, errors: [{ field: 'ticket' }] });
  });

  it.each([
    ['one character', 'a', true],
    ['only blanks', ' \n\t ', false],
    ['the longest', 'é'.repeat(limits.chatCharsMax), true],
    ['one more', 'é'.repeat(limits.chatCharsMax + 1), false],
  ])('chat of %s', (_, text, ok) => {
    expect(decodeUp(pack({ t: 'chat', id: 1, text })).ok).toBe(ok);
  });

  it('trims chat', () => {
    expect(decodeUp(pack({ t: 'chat', id: 1, text: '  hi ' }))).toMatchObject({ message: { text: 'hi' } });
  });

  it('takes a 64-bit integer where a small one would do, as other languages write it', () => {
    const ping = bytesOf('82 a1 74 a4 70696e67 a2 6964 cf 0000000000000007');
    expect(decodeUp(ping)).toEqual({ ok: true, message: { t: 'ping', id: 7 } });
    const unsafe = bytesOf('82 a1 74 a4 70696e67 a2 6964 cf 0020000000000001');
    expect(decodeUp(unsafe)).toMatchObject({ ok: false, code: 'validation_failed' });
  });

  it('bounds bytes, items and depth before decoding', () => {
    expect(decodeUp(new Uint8Array(limits.upFrameBytesMax + 1))).toEqual({ ok: false, code: 'frame_too_large' });
    const items = pack(new Array(limits.upFrameItemsMax).fill(0));
    expect(decodeUp(items)).toEqual({ ok: false, code: 'frame_too_large' });
    const deep = new Uint8Array(limits.upFrameDepthMax + 2).fill(0x91);
    expect(decodeUp(deep)).toEqual({ ok: false, code: 'frame_too_deep' });
    expect(decodeUp(bytesOf('93 01 02'))).toEqual({ ok: false, code: 'frame_malformed' });
  });

  it('refuses a map whose key is a map', () => {
    expect(decodeUp(bytesOf('81 81 a1 61 01 01'))).toEqual({ ok: false, code: 'frame_malformed' });
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('a key named %s pollutes nothing', (key) => {
    const encoded = new TextEncoder().encode(key);
    const tail = bytesOf('81 a8 706f6c6c75746564 c3'); // {"polluted": true}
    const ping = bytesOf('83 a1 74 a4 70696e67 a2 6964 07');
    const frame = Uint8Array.of(...ping, 0xa0 | encoded.byteLength, ...encoded, ...tail);
    expect(decodeUp(frame)).toMatchObject({ ok: false, code: 'validation_failed', id: 7 });
    expect('polluted' in {}).toBe(false);
  });
});

describe('what servers send', () => {
  const events = Object.values(eventExamples);

  it('brings every event there and back, in one frame', () => {
    const frame = frameOf('events', events.map(encode), { reliable: 4, firstOffset: 7 });
    expect(decodeFrame(frame)).toMatchObject({ kind: 'events', events, header: { reliable: 4, firstOffset: 7 } });
  });

  it.each(Object.values(replyExamples))('brings a reply there and back: $data.t $error.code', (reply) => {
    expect(decodeFrame(frameOf('reply', [encode(reply)]))).toMatchObject({ kind: 'reply', reply });
  });

  it.each(Object.values(noticeExamples))('brings the notice $t there and back', (notice) => {
    expect(decodeFrame(frameOf('notice', [encode(notice)]))).toMatchObject({ kind: 'notice', notice });
  });

  it('brings the welcome there and back', () => {
    expect(decodeFrame(frameOf('welcome', [encode(welcomeExample)]))).toMatchObject({ welcome: welcomeExample });
  });

  it('reads an event of an unknown type as noop, so that its offset still counts', () => {
    const bodies = [encode(eventExamples.gift), pack({ t: 'firework', size: 3 }), encode(eventExamples.host)];
    const frame = decodeFrame(frameOf('events', bodies, { reliable: 3, firstOffset: 1 }));
    expect(frame).toMatchObject({ events: [eventExamples.gift, { t: 'noop' }, eventExamples.host] });
  });

  it('drops a field that a newer server added, and keeps the message', () => {
    const gift = pack({ ...eventExamples.gift, combo: 3, from: { ...eventExamples.gift.from, badge: 'gold' } });
    expect(decodeFrame(frameOf('events', [gift]))).toMatchObject({ events: [eventExamples.gift] });
    expect(decodeEvent(gift)).toEqual(eventExamples.gift);
    const welcome = pack({ ...welcomeExample, weather: {}, room: { ...welcomeExample.room, tags: [] } });
    expect(decodeFrame(frameOf('welcome', [welcome]))).toMatchObject({ welcome: welcomeExample });
  });

  it('reads an error code that a newer server added as internal, and keeps what it says', () => {
    const reply = { ok: false, id: 3, error: { code: 'brand_new', message: 'Not on Sundays.', retry: 'later' } };
    expect(decodeFrame(frameOf('reply', [pack(reply)]))).toMatchObject({
      reply: { id: 3, error: { code: 'internal', message: 'Not on Sundays.', retry: 'later' } },
    });
  });

  it.each([
    ['cut short', frameOf('events', [encode(eventExamples.gift)]).subarray(0, 60)],
    ['shorter than a header', new Uint8Array(27)],
    ['of fewer events than it says', frameOf('events', [encode(eventExamples.gift)], { events: 2 })],
    ['of more events than it says', frameOf('events', [encode(eventExamples.gift)], { events: 0 })],
    ['of more reliable events than events', frameOf('events', [encode(eventExamples.gift)], { reliable: 2 })],
    ['a reply that is none', frameOf('reply', [pack({ ok: 'yes' })])],
    ['a welcome that is none', frameOf('welcome', [pack({ t: 'welcome' })])],
    ['a notice that is none', frameOf('notice', [pack({ t: 'dance' })])],
    ['a reply without a body', frameOf('reply', [])],
  ])('refuses a frame %s', (_, frame) => {
    expect(decodeFrame(frame)).toBeUndefined();
  });

  it('takes a frame without events', () => {
    expect(decodeFrame(frameOf('events', []))).toMatchObject({ kind: 'events', events: [] });
  });

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<FrameKind>('events', 'reply'), (body, kind) => {
        const decoded = decodeFrame(frameOf(kind, [body]));
        expect(decoded === undefined || decoded.kind === kind).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a stored event', () => {
  it.each(events())('$t is read back', (event) => {
    expect(decodeEvent(encode(event))).toEqual(event);
  });

  it.each([
    ['of an unknown type', pack({ t: 'firework' })],
    ['that is cut', encode(eventExamples.gift).subarray(0, 9)],
    ['that is empty', new Uint8Array(0)],
  ])('%s is undefined', (_, bytes) => {
    expect(decodeEvent(bytes)).toBeUndefined();
  });

  function events() {
    return Object.values(eventExamples);
  }
});
