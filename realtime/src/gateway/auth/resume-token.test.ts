import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import type { Identity } from './identity.ts';
import { createResumeTokens } from './resume-token.ts';

const { account, subject } = testPerson('Ann');
const identity: Identity = {
  ...{ account, subject, name: 'Ann 🌹', session: 'se_1', device: 'dv_1' },
  ...{ room: testUuid(), role: 'viewer', follows: true, spend: true, secondFactor: false },
  ...{ door: 0, passwordVersion: 0, country: 'NP', adult: false },
};
const tokens = createResumeTokens(new Uint8Array(32).fill(1));

it('carries an identity to any gateway with the key, until it expires, and shows nothing of it', () => {
  const { token, expiresAtMs } = tokens.seal(identity, 1_000);
  expect(expiresAtMs).toBe(1_000 + limits.resumeTokenLifeMs);
  const elsewhere = createResumeTokens(new Uint8Array(32).fill(1));
  expect(elsewhere.open(token, expiresAtMs - 1)).toMatchObject({ identity, issuedAtMs: 1_000, expiresAtMs });
  expect(elsewhere.open(token, expiresAtMs)).toBeUndefined();
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(subject);
  expect(token.length).toBeLessThanOrEqual(1024);
});

it('has an id of its own each time', () => {
  const [first, second] = [tokens.seal(identity, 1), tokens.seal(identity, 1)];
  expect(tokens.open(first.token, 2)?.jti).not.toBe(tokens.open(second.token, 2)?.jti);
});

it('never seals twice under the same key and nonce, neither in a process nor in two with one master key', () => {
  const heads = [tokens, createResumeTokens(new Uint8Array(32).fill(1)), tokens].flatMap((made) =>
    Array.from({ length: 300 }, () => Buffer.from(made.seal(identity, 1).token, 'base64url').toString('hex', 0, 21)),
  );
  expect(new Set(heads).size).toBe(900);
  expect(new Set(heads.map((head) => head.slice(2, 34))).size).toBe(2);
});

it('takes no token of another version, and is not fooled by trailing bits of its text', () => {
  const { token } = tokens.seal(identity, 1_000);
  const older = Buffer.from(token, 'base64url');
  older[0] = 1;
  expect(tokens.open(older.toString('base64url'), 2_000)).toBeUndefined();
  const alike = `${token}=`;
  expect(tokens.open(alike, 2_000)?.jti).toBe(tokens.open(token, 2_000)?.jti);
});

it('is nothing under another key, cut, or with any byte changed', () => {
  const bytes = Buffer.from(tokens.seal(identity, 1_000).token, 'base64url');
  const opens = (given: Uint8Array): unknown => tokens.open(Buffer.from(given).toString('base64url'), 2_000);
  expect(createResumeTokens(new Uint8Array(32).fill(2)).open(bytes.toString('base64url'), 2_000)).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(bytes.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      expect(opens(changed)).toBeUndefined();
      expect(opens(bytes.subarray(0, at))).toBeUndefined();
    }),
  );
});
