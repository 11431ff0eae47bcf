import { createHmac } from 'node:crypto';
import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signBody, verifySigned } from './signed-webhook.ts';

const nowMs = 1_800_000_000_000;
const secrets = ['old', 'new'];
const text = '{"id":"evt_1","n":"ü"}';
const bytes = (body: string): Uint8Array => new TextEncoder().encode(body);

function verify(signature: string | undefined, body = bytes(text), at = nowMs) {
  return verifySigned({ body, headers: signature === undefined ? {} : { sig: signature } }, 'sig', secrets, at);
}
const v1 = (seconds: number | string, secret = 'new', body = text) =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
const seconds = nowMs / 1_000;

describe('a signed webhook', () => {
  it('is proven by any of the secrets, also among signatures of others', () => {
    for (const secret of secrets) {
      expect(verify(signBody(text, secret, nowMs))).toEqual({ kind: 'proven', value: JSON.parse(text) });
    }
    expect(verify(`t=${seconds},v1=${'0'.repeat(64)},v1=${v1(seconds)},v0=abc`)).toMatchObject({ kind: 'proven' });
  });

  it.each([
    ['no header', undefined, 'no_signature'],
    ['an empty header', '', 'no_signature'],
    ['a header beyond all bounds', `t=${seconds},v1=${'0'.repeat(limits.webhookHeaderCharsMax)}`, 'no_signature'],
    ['control characters', `t=${seconds},v1=${v1(seconds)}\u0000`, 'no_signature'],
    ['another secret', `t=${seconds},v1=${v1(seconds, 'other')}`, 'wrong_signature'],
    ['an empty secret', `t=${seconds},v1=${v1(seconds, '')}`, 'wrong_signature'],
    ['another scheme', `t=${seconds},v0=${v1(seconds)}`, 'wrong_signature'],
    ['no time', `v1=${v1(seconds)}`, 'malformed_signature'],
    ['two times', `t=${seconds},t=${seconds - 9_999},v1=${v1(seconds)}`, 'malformed_signature'],
    ['a time with something behind it', `t=${seconds}x,v1=${v1(`${seconds}x`)}`, 'malformed_signature'],
    ['a time that was not signed', `t=${seconds - 1},v1=${v1(seconds)}`, 'wrong_signature'],
    ['no signature', `t=${seconds}`, 'wrong_signature'],
  ])('with %s is refused', (_, signature, reason) => {
    expect(verify(signature)).toEqual({ kind: 'refused', reason });
  });

  it('is refused when it is old or from the future, to the second', () => {
    const at = (offsetMs: number) => verify(signBody(text, 'new', nowMs + offsetMs)).kind;
    expect(at(-limits.webhookToleranceMs)).toBe('proven');
    expect(verify(signBody(text, 'new', nowMs - limits.webhookToleranceMs - 1_000))).toMatchObject({
      reason: 'too_old',
    });
    expect(at(limits.webhookFutureMs)).toBe('proven');
    expect(verify(signBody(text, 'new', nowMs + limits.webhookFutureMs + 1_000))).toMatchObject({
      reason: 'from_the_future',
    });
  });

  it('is refused when any byte of it was changed', () => {
    const signature = signBody(text, 'new', nowMs);
    fc.assert(
      fc.property(fc.nat(bytes(text).length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const body = bytes(text);
        body[at] = (body[at] ?? 0) ^ flip;
        expect(verify(signature, body).kind).toBe('refused');
      }),
    );
    expect(verify(signature, bytes(`${text} `)).kind).toBe('refused');
    expect(verify(signature, bytes(`\uFEFF${text}`)).kind).toBe('refused');
  });

  it('is refused when its bytes are no text that could be read as another', () => {
    const broken = Uint8Array.from([0x7b, 0xff, 0x7d]);
    const signature = signBody('{\uFFFD}', 'new', nowMs);
    expect(verify(signature, broken)).toEqual({ kind: 'refused', reason: 'malformed_body' });
  });
});
