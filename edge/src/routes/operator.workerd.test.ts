import { env } from 'cloudflare:workers';
import {
  OPERATOR_ASSERTION_HEADER,
  OPERATOR_TOKEN_TYPE,
  operatorKeysDataSchema,
  operatorPaths,
} from '@halobuzz/core/operator';
import { importJWK, type JWK, SignJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  bindings,
  call,
  installFakeOrigin,
  type Member,
  send,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { signingJwk } from '../../testing/signing-jwk.ts';
import { accountObject } from '../../testing/staff-client.ts';
import { createApp } from '../app.ts';
import { sha256Base64Url, utf8 } from '../bytes.ts';
import { requireConfig } from '../env.ts';
import { answerErasures } from '../privacy/erasure/testing/erasure-world.ts';
import { listTombstones, writeTombstone } from '../privacy/erasure/tombstones.ts';
import { createServices } from '../services.ts';

let origin: FakeOrigin;
let member: Member;
beforeAll(async () => {
  installFakeOrigin();
  ({ member } = await verifiedMember());
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const testKeys = z.object({ TEST_OPERATOR_KEYS: z.string() });
const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });
function operatorJwk(): JWK {
  const [jwk] = keysSchema.parse(JSON.parse(testKeys.parse(env).TEST_OPERATOR_KEYS)).keys;
  return jwk ?? {};
}

interface Bent {
  readonly claims?: Record<string, unknown>;
  readonly typ?: string;
  readonly jwk?: JWK;
  readonly kid?: string;
}

async function assertionFor(path: string, body: string, bent: Bent = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: 'halobuzz-operator', aud: 'halobuzz-edge', htm: 'POST', htu: path, jti: crypto.randomUUID() },
    ...{ bsh: await sha256Base64Url(utf8(body)), iat: now, exp: now + 30, ...bent.claims },
  };
  const jwk = bent.jwk ?? operatorJwk();
  const header = { alg: 'EdDSA', kid: bent.kid ?? jwk.kid ?? '', typ: bent.typ ?? OPERATOR_TOKEN_TYPE };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, 'EdDSA'));
}

async function post(path: string, body: string, assertion?: string) {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (assertion !== undefined) headers.set(OPERATOR_ASSERTION_HEADER, assertion);
  const response = await send(path, { method: 'POST', headers, body });
  const answer = z.looseObject({ code: z.string().optional(), data: z.looseObject({}).optional() });
  return { status: response.status, body: answer.parse(await response.json()) };
}

async function ask(path: string, value: object) {
  const body = JSON.stringify(value);
  return post(path, body, await assertionFor(path, body));
}

const grant = (over: object = {}) => ({
  username: member.username,
  role: 'admin',
  held: true,
  reason: 'first admin',
  ...over,
});

describe('an operator', () => {
  test('makes the first admin and takes the role again while there is another; both are audited under the key', async () => {
    const first = await ask(operatorPaths.roles, grant());
    expect(first).toMatchObject({ status: 200, body: { data: { accountId: member.accountId, changed: true } } });
    expect((await ask(operatorPaths.roles, grant())).body.data).toMatchObject({ changed: false });
    expect((await accountObject(member).staffView())?.roles).toContain('admin');
    await vi.waitFor(() => {
      expect(origin.audits).toMatchObject([
        { actor: 'operator:operator-1', action: 'role.granted', reason: 'first admin' },
      ]);
    }, 10_000);
    await bindings.STAFF.get(bindings.STAFF.idFromName('staff')).listAdmin('aaaaaaaaaaaaaaaaaaaaaaaaaab');
    expect((await ask(operatorPaths.roles, grant({ held: false }))).status).toBe(200);
    expect((await accountObject(member).staffView())?.roles).not.toContain('admin');
  });

  test.each([
    ['username', { username: { $ne: '' } }],
    ['role', { role: 'viewer' }],
    ['reason', { reason: '' }],
    ['held', { held: 1 }],
    ['email', { email: 'a@example.com' }],
  ])('is told of a wrong %s', async (field, over) => {
    const answer = await ask(operatorPaths.roles, grant(over));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  test('has accounts projected anew, page by page; ids without an account are counted', async () => {
    const ids = [member.accountId, 'abbbbbbbbbbbbbbbbbbbbbbbbbb'];
    origin.answers = (_seen, path) => (path === '/internal/v1/account-ids' ? { data: { ids } } : undefined);
    const version = (await vi.waitFor(async () => (await ask(operatorPaths.reproject, {})).body.data)) ?? {};
    expect(version).toEqual({ projected: 1, missing: 1 });
    await vi.waitFor(() => {
      expect(origin.projections.at(-1)).toMatchObject({ accountId: member.accountId, username: member.username });
    }, 10_000);
    const before = origin.projections.at(-1)?.version ?? 0;
    origin.answers = (_seen, path) =>
      path === '/internal/v1/account-ids'
        ? { data: { ids: Array.from({ length: 50 }, () => member.accountId) } }
        : undefined;
    expect((await ask(operatorPaths.reproject, { after: ids[0] })).body.data).toEqual({
      projected: 50,
      missing: 0,
      next: member.accountId,
    });
    expect(origin.requests.some(({ target }) => target.includes(`after=${ids[0]}`))).toBe(true);
    await vi.waitFor(() => expect(origin.projections.at(-1)?.version).toBe(before + 50), 10_000);
  });

  test('has erasures done again behind any account, and hears how much had come back', async () => {
    const { steps } = answerErasures(origin);
    const erased = ['a', 'b', 'c'].map((letter) => ({
      ...{
        accountId: `a${letter.repeat(26)}`,
        erasureId: `er_${'a'.repeat(26)}`,
        certificateId: `ct_${'a'.repeat(26)}`,
      },
      erasedAt: '2026-11-23',
    }));
    for (const tombstone of erased) await writeTombstone(bindings, tombstone);
    const first = await listTombstones(bindings, undefined, 2);
    expect(first).toEqual({ items: erased.slice(0, 2), next: erased[1]?.accountId });
    const all = (await ask(operatorPaths.replayErasures, {})).body.data;
    expect(all).toEqual({ replayed: 3, changed: steps.length, next: 'subjects:' });
    const before = steps.length;
    expect(before).toBeGreaterThan(0);
    const rest = (await ask(operatorPaths.replayErasures, { after: first.next })).body.data;
    expect(rest).toEqual({ replayed: 1, changed: steps.length - before, next: 'subjects:' });
    // Behind the accounts come the subjects, those that wait and those in lists; here nobody's wallet was settled.
    const waiting = (await ask(operatorPaths.replayErasures, { after: 'subjects:' })).body.data;
    expect(waiting).toEqual({ replayed: 0, changed: 0, next: 'subjects:erased-subjects/lists/' });
    const listed = (await ask(operatorPaths.replayErasures, { after: waiting?.next })).body.data;
    expect(listed).toEqual({ replayed: 0, changed: 0 });
    const wrong = await ask(operatorPaths.replayErasures, { after: '../x' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'after' }] } });
  });
});

describe('nobody else gets in', () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, (body: string) => Promise<string | undefined>]>([
    ['no assertion', async () => undefined],
    ['rubbish', async () => 'a.b.c'],
    [
      'a key of their own under our id',
      (body) => assertionFor(operatorPaths.roles, body, { jwk: signingJwk('operator-1') }),
    ],
    ['an unknown key', (body) => assertionFor(operatorPaths.roles, body, { jwk: signingJwk('x') })],
    ['another path', (body) => assertionFor(operatorPaths.reproject, body)],
    ['one for replaying erasures', (body) => assertionFor(operatorPaths.replayErasures, body)],
    ['another method', (body) => assertionFor(operatorPaths.roles, body, { claims: { htm: 'GET' } })],
    ['another body', () => assertionFor(operatorPaths.roles, '{}')],
    ['an old one', (body) => assertionFor(operatorPaths.roles, body, { claims: { iat: now() - 90, exp: now() - 60 } })],
    [
      'one of the future',
      (body) => assertionFor(operatorPaths.roles, body, { claims: { iat: now() + 60, exp: now() + 80 } }),
    ],
    ['one that lives for long', (body) => assertionFor(operatorPaths.roles, body, { claims: { exp: now() + 600 } })],
    ['another audience', (body) => assertionFor(operatorPaths.roles, body, { claims: { aud: 'halobuzz-origin' } })],
    ['another issuer', (body) => assertionFor(operatorPaths.roles, body, { claims: { iss: 'halobuzz-edge' } })],
    ['another type', (body) => assertionFor(operatorPaths.roles, body, { typ: 'hb-service+jwt' })],
    [
      'the edge’s own key',
      (body) => assertionFor(operatorPaths.roles, body, { jwk: { ...requireConfig(bindings).serviceKeys[0] } }),
    ],
  ])('with %s', async (_, sign) => {
    const body = JSON.stringify(grant({ role: 'support' }));
    const answer = await post(operatorPaths.roles, body, await sign(body));
    expect(answer).toMatchObject({ status: 401, body: { code: 'service_assertion_invalid' } });
    expect((await accountObject(member).staffView())?.roles).not.toContain('support');
  });

  test('with an assertion that was used, also when both come at once', async () => {
    const body = JSON.stringify(grant({ role: 'moderator' }));
    const assertion = await assertionFor(operatorPaths.roles, body);
    const answers = await Promise.all([1, 2, 3].map(() => post(operatorPaths.roles, body, assertion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await post(operatorPaths.roles, body, assertion)).status).toBe(401);
  });

  test('and where no operator key is set, there is nothing', async () => {
    const config = { ...requireConfig(bindings), operatorKeys: [] };
    const app = createApp(createServices(bindings, config));
    const body = JSON.stringify(grant());
    const headers = { [OPERATOR_ASSERTION_HEADER]: await assertionFor(operatorPaths.roles, body) };
    const request = new Request(`https://edge.test${operatorPaths.roles}`, { method: 'POST', headers, body });
    const answer = await app.fetch(request, bindings);
    expect(answer.status).toBe(404);
  });
});

describe('the keys of access tokens', () => {
  const keysOf = async (request: object) => {
    const { status, body } = await ask(operatorPaths.keys, request);
    return { status, ...operatorKeysDataSchema.partial().parse(body.data ?? {}) };
  };

  test('are listed, rotated and revoked; tokens signed before a rotation stay good', async () => {
    const { accessToken } = await signInMember(member);
    const before = await keysOf({ act: 'list' });
    const old = before.keys?.find(({ signs }) => signs)?.kid;
    const rotated = await keysOf({ act: 'rotate', when: 'now', reason: 'a drill' });
    expect(rotated.changed).toBe(true);
    expect(rotated.keys?.find(({ signs }) => signs)?.kid).not.toBe(old);
    expect((await call('GET', '/auth/me', { token: accessToken })).status).toBe(200);
    expect(await keysOf({ act: 'revoke', kid: old, reason: 'a drill' })).toMatchObject({ status: 200, changed: true });
    const signing = rotated.keys?.find(({ signs }) => signs)?.kid;
    expect(await keysOf({ act: 'revoke', kid: signing, reason: 'a drill' })).toMatchObject({ changed: false });
  });

  test('an act without a reason names the field', async () => {
    const answer = await ask(operatorPaths.keys, { act: 'rotate', when: 'now' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});
