import { runInDurableObject } from 'cloudflare:test';
import { mfaChallengeDataSchema } from '@halobuzz/core/api/auth-factors';
import { certificateSchema } from '@halobuzz/core/api/erasure';
import { erasurePaths } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { ERASED_NAME, erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshName,
  installFakeOrigin,
  type Member,
  mailedTexts,
  signInMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { freshTotpCode, totpMember, verify, wrongTotpCode } from '../../../testing/factor-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { nameDigest } from '../../accounts/names/names.ts';
import { requireConfig } from '../../env.ts';
import { createServices } from '../../services.ts';
import { performStep } from './perform-step.ts';
import { certificateOf, firstDigest, receiptDigest } from './receipt-chain.ts';
import {
  accountOf,
  answerErasures,
  askFor,
  bucketText,
  dumpOf,
  endWindow,
  nothingLeft,
  planOf,
  privacyOf,
  replayAll,
  runPiece,
  runToEnd,
} from './testing/erasure-world.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const login = ({ username, password }: Pick<Member, 'username' | 'password'>) =>
  call('POST', '/auth/login', { body: { identifier: username, password } });
const cancel = (token: string) => call('POST', '/privacy/erasure/cancel', { body: { token } });
const digestOf = (kind: 'username' | 'email', value: string) =>
  nameDigest(requireConfig(bindings).nameHmacKey, kind, value);
const nameObject = async (kind: 'username' | 'email', value: string) =>
  bindings.NAMES.get(bindings.NAMES.idFromName(await digestOf(kind, value)));

/** What a refused sign-in says of how to take the erasure back. */
async function offered(member: Member): Promise<string> {
  const { status, body } = await login(member);
  expect({ status, code: body.code }).toEqual({ status: 403, code: 'erasure_pending' });
  expect(body.erasure).toMatchObject({ cancelUntil: expect.any(String), cancelToken: expect.any(String) });
  return String((body.erasure as { cancelToken: string }).cancelToken); // Checked above.
}

/** A verified member whose erasure was asked for. */
async function erasing() {
  answerErasures(origin);
  const { member, tokens } = await verifiedMember();
  const answer = await askFor(tokens.accessToken, member.username);
  expect(answer.status).toBe(202);
  return { member, tokens, erasureId: String(answer.body.data?.erasureId) };
}

describe('asking for an erasure', () => {
  test('is refused with every reason that stands in the way, and shows them beforehand', async () => {
    const { member, tokens } = await verifiedMember();
    const obstacles = ['payment_open', 'payout_open', 'wallet_owing', 'wallet_frozen'];
    answerErasures(origin, { ...nothingLeft, obstacles });
    const outlook = await call('GET', '/privacy/erasure', { token: tokens.accessToken });
    expect(outlook.body.data?.obstacles).toEqual(obstacles.map((code) => ({ code, text: expect.any(String) })));
    const { status, body } = await askFor(tokens.accessToken, member.username);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'erasure_blocked' });
    expect(body.errors?.map(({ field }) => field)).toEqual(obstacles);
    expect((await login(member)).status).toBe(200);
  });

  test('wants the own handle, and every coin and diamond that is lost by name', async () => {
    const { member, tokens } = await verifiedMember();
    answerErasures(origin, { ...nothingLeft, coins: '120', diamonds: '7' });
    const fieldsOf = async (handle: string, more?: object) =>
      (await askFor(tokens.accessToken, handle, more)).body.errors?.map(({ field }) => field);
    expect(await fieldsOf('somebody_else', { forfeit: { coins: '120', diamonds: '7' } })).toEqual(['handle']);
    expect(await fieldsOf(member.username)).toEqual(['forfeit']);
    expect(await fieldsOf(member.username, { forfeit: { coins: '119', diamonds: '7' } })).toEqual(['forfeit']);
    expect(await fieldsOf(member.username, { forfeit: { coins: '1x', diamonds: '7' } })).toEqual(['forfeit.coins']);
    const agreed = { forfeit: { coins: '120', diamonds: '7' } };
    expect((await askFor(tokens.accessToken, member.username.toUpperCase(), agreed)).status).toBe(202);
  });

  test('wants a fresh proof', async () => {
    const { member, tokens } = await verifiedMember();
    answerErasures(origin);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + limits.stepUpAgeMs + 2_000);
    const { body } = await askFor(tokens.accessToken, member.username);
    expect(body.code).toBe('step_up_required');
  });

  test('signs out everywhere, hides, tells by mail, and leaves everything as it is', async () => {
    const { member, tokens } = await erasing();
    expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('session_revoked');
    const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
    expect(refreshed.body.code).toBe('refresh_rejected');
    await vi.waitFor(async () => {
      expect(origin.revocations).toContainEqual({ kind: 'account', id: member.accountId, code: 'session_revoked' });
      const last = origin.projections.findLast(({ accountId }) => accountId === member.accountId);
      expect(last).toMatchObject({ status: 'active', hidden: true, username: member.username, email: member.email });
      expect((await mailedTexts(member.email))[0]).toMatch(/\/privacy\/cancel-erasure#[a-z2-7]{27}\.[\w-]{43}\n/);
    }, 10_000);
  });

  test('twice is a conflict, also when an earlier one is being carried out', async () => {
    const { member, tokens } = await verifiedMember();
    answerErasures(origin);
    const both = await Promise.all([1, 2].map(() => askFor(tokens.accessToken, member.username)));
    const codes = both.map(({ status, body }) => (status === 202 ? 'begun' : body.code)).sort();
    expect(['begun,conflict', 'begun,session_revoked']).toContain(codes.join());
    // Whichever was second: the plan that stands is the one that the account stands behind.
    await endWindow(member.accountId);
    await runToEnd(member.accountId);
    expect(await planOf(member.accountId)).toMatchObject({ state: 'done' });

    const other = await verifiedMember();
    await privacyOf(other.member.accountId).planErasure(other.member.accountId);
    await runInDurableObject(privacyOf(other.member.accountId), (_one, { storage }) => {
      storage.sql.exec("UPDATE erasure SET state = 'running', next_at = 4e12");
    });
    expect((await askFor(other.tokens.accessToken, other.member.username)).body.code).toBe('conflict');
  });
});

describe('taking an erasure back', () => {
  test('by a sign-in: once, and only with the newest token of that way; then all is as it was', async () => {
    const { member } = await erasing();
    expect((await login({ ...member, password: 'wrong password' })).body.code).toBe('invalid_credentials');
    const [older, token] = [await offered(member), await offered(member)];
    for (const wrong of [
      older,
      `${member.accountId}.${'A'.repeat(43)}`,
      'x',
      `${freshName()}.${token.split('.')[1]}`,
    ]) {
      expect((await cancel(wrong)).body.code).toBe('not_found');
    }
    expect((await cancel(token)).body.data).toEqual({ handle: member.username });
    expect((await cancel(token)).body.code).toBe('not_found');
    const again = await signInMember(member);
    const me = await call('GET', '/auth/me', { token: again.accessToken });
    expect(me.body.data).toMatchObject({ username: member.username, email: member.email });
    await vi.waitFor(() => {
      const last = origin.projections.findLast(({ accountId }) => accountId === member.accountId);
      expect(last?.hidden).toBeUndefined();
    }, 10_000);
    // The plan finds nobody behind it.
    await endWindow(member.accountId);
    await runToEnd(member.accountId);
    expect(await planOf(member.accountId)).toBeUndefined();
    expect((await login(member)).status).toBe(200);
  });

  test('by a sign-in with everything it takes: the password of an account with a second factor is not enough', async () => {
    answerErasures(origin);
    const owner = await totpMember();
    expect((await askFor(owner.tokens.accessToken, owner.member.username)).status).toBe(202);
    const byPassword = await login(owner.member);
    expect(byPassword.body).not.toHaveProperty('erasure');
    const { id } = mfaChallengeDataSchema.parse(byPassword.body.data).challenge;
    expect((await verify(id, { method: 'totp', code: wrongTotpCode(owner.secret) })).body.code).toBe('code_invalid');
    const proven = await verify(id, { method: 'totp', code: await freshTotpCode(owner) });
    expect([proven.status, proven.body.code]).toEqual([403, 'erasure_pending']);
    const { cancelToken } = proven.body.erasure as { cancelToken: string }; // As the code says.
    expect((await verify(id, { method: 'totp', code: await freshTotpCode(owner) })).body.code, 'used up').toBe(
      'challenge_invalid',
    );
    expect((await cancel(cancelToken)).body.data).toEqual({ handle: owner.member.username });
  });

  test('by the mail, and not once the window is over', async () => {
    const { member } = await erasing();
    const mailed = await vi.waitFor(async () => {
      const token = /#(\S+)/.exec((await mailedTexts(member.email))[0] ?? '')?.[1];
      if (token === undefined) throw new Error('no mail yet');
      return token;
    }, 10_000);
    await endWindow(member.accountId);
    expect((await cancel(mailed)).body.code).toBe('not_found');
    expect((await login(member)).body.code).toBe('invalid_credentials');
    await runInDurableObject(accountOf(member.accountId), (_one, { storage }) => {
      storage.sql.exec('UPDATE erasure SET cancel_until = cancel_until + ?', limits.erasureWindowMs);
    });
    expect((await cancel(mailed)).status).toBe(200);
  });
});

describe('an erasure', () => {
  test('leaves nothing of a person in any object, bucket or log, and a certificate that can be checked', async () => {
    const logged: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...words) => void logged.push(words.join(' ')));
    }
    answerErasures(origin);
    const { member, tokens } = await verifiedMember();
    const { accountId, username, email } = member;
    const token = tokens.accessToken;
    await call('PATCH', '/users/me', { token, body: { displayName: 'Marker Display', bio: 'Marker bio' } });
    await call('PUT', '/users/me/birth-date', { token, body: { birthDate: '1990-02-03' } });
    await bindings.EXPORTS.put(`exports/${accountId}/one.zip`, `archive of ${username}`);
    const subject = (await accountOf(accountId).state(''))?.subject ?? '';
    expect(subject).toMatch(/^s[a-z2-7]{26}$/);
    // Sealed from the beginning: the map from account to subject is in no object's clear text.
    expect(await dumpOf(accountOf(accountId))).not.toContain(subject);
    expect((await askFor(token, username)).status).toBe(202);
    await endWindow(accountId);
    await runToEnd(accountId);

    const plan = await planOf(accountId);
    expect(plan?.state).toBe('done');
    const objects = [
      accountOf(accountId),
      privacyOf(accountId),
      bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(accountId)),
      await nameObject('username', username),
      await nameObject('email', email),
    ];
    const left = [...(await Promise.all(objects.map(dumpOf))), await bucketText(bindings.EXPORTS)].join('\n');
    // Alone, for a replay: the list of subjects has its own test.
    expect(left.split(subject)).toHaveLength(2);
    expect(logged.join('\n')).not.toContain(subject);
    for (const marker of [username, email, 'Marker Display', 'Marker bio', '1990-02-03']) {
      expect(left).not.toContain(marker);
      expect(logged.join('\n')).not.toContain(marker);
    }
    expect(await dumpOf(accountOf(accountId))).toBe('');
    expect((await login(member)).body.code).toBe('invalid_credentials');
    const last = origin.projections.findLast((one) => one.accountId === accountId);
    expect(last).toMatchObject({ status: 'deleted', username: ERASED_NAME, email: '', displayName: '', bio: '' });
    expect(last?.hidden).toBeUndefined();

    const [farewell = ''] = await mailedTexts(email);
    const id = /certificates\/(ct_[a-z2-7]{26})/.exec(farewell)?.[1] ?? '';
    const answer = await call('GET', `/privacy/certificates/${id}`);
    const certificate = certificateSchema.parse(answer.body.data);
    expect(certificate.receipts.map(({ step }) => step)).toEqual([...erasureSteps]);
    expect(JSON.stringify(certificate)).not.toContain(accountId);
    const askedAtMs = Date.parse(certificate.requestedAt);
    let digest = await firstDigest(id, askedAtMs);
    const stored = [];
    for (const { step, counts, at, digest: said } of certificate.receipts) {
      digest = await receiptDigest(digest, { step, counts, atMs: Date.parse(at) });
      expect(said).toBe(digest);
      stored.push({ step, counts, atMs: Date.parse(at), digest });
    }
    expect(await certificateOf(id, askedAtMs, Date.parse(certificate.completedAt), stored)).toEqual(certificate);
    expect((await call('GET', `/privacy/certificates/ct_${'a'.repeat(26)}`)).body.code).toBe('not_found');

    // Who left is not posed as; the address is free.
    const signUp = (name: string, address: string) =>
      call('POST', '/auth/register', { body: { username: name, email: address, password: 'nine monsoon lanterns' } });
    expect((await signUp(username, `${freshName()}@example.com`)).body.code).toBe('username_taken');
    expect((await signUp(freshName(), email)).status).toBe(201);
    await runInDurableObject(await nameObject('username', username), (_one, { storage }) => {
      storage.sql.exec('UPDATE holder SET until = until - ?', limits.erasedNameRestMs + 60_000);
    });
    expect((await signUp(username, `${freshName()}@example.com`)).status).toBe(201);
  });

  test.each(erasureSteps.map((step) => [step]))(
    'goes on where it died after %s, and ends with every receipt once',
    async (dying) => {
      const { member } = await erasing();
      await endWindow(member.accountId);
      let died = false;
      for (let rounds = 0; !died && rounds < 100; rounds += 1) {
        await runPiece(member.accountId, async (context, plan, step) => {
          const outcome = await performStep(context, plan, step);
          if (step !== dying || outcome.kind !== 'done') return outcome;
          died = true;
          throw new Error('died before it was written down');
        });
      }
      expect(died).toBe(true);
      expect(await planOf(member.accountId)).toMatchObject({ tries: 1, step: erasureSteps.indexOf(dying) });
      await runToEnd(member.accountId);
      const certificateId = (await planOf(member.accountId))?.certificateId ?? '';
      const answer = await call('GET', `/privacy/certificates/${certificateId}`);
      const { receipts } = certificateSchema.parse(answer.body.data);
      expect(receipts.map(({ step }) => step)).toEqual([...erasureSteps]);
      expect(await dumpOf(accountOf(member.accountId))).toBe('');
    },
  );

  test('waits with doubling pauses while a store is away, and skips nothing', async () => {
    const { member } = await erasing();
    await endWindow(member.accountId);
    origin.failure = 'unavailable';
    for (const tries of [1, 2, 3]) {
      const step = erasureSteps.indexOf('money_settled');
      do await runPiece(member.accountId, performStep);
      while ((await planOf(member.accountId))?.step !== step);
      if (tries === 1 && (await planOf(member.accountId))?.tries === 0) await runPiece(member.accountId, performStep);
      const plan = await planOf(member.accountId);
      expect(plan).toMatchObject({ step, tries });
      expect((plan?.nextAtMs ?? 0) - Date.now()).toBeGreaterThan(limits.erasureRetryMinMs * 2 ** (tries - 1) - 2_000);
    }
    origin.failure = undefined;
    await runPiece(member.accountId, async () => {
      throw new Error('a store of the edge is away');
    });
    const told = origin.requests.filter(({ target }) => target === erasurePaths.failures).map(({ body }) => body);
    expect(told).toEqual([{ erasureId: expect.any(String), step: 'money_settled', tries: 4 }]);
    await runToEnd(member.accountId);
    expect(await planOf(member.accountId)).toMatchObject({ state: 'done' });
  });
});

describe('after a restore', () => {
  test('an erasure that is under way takes its steps again, and is not cut off from its account', async () => {
    const { member } = await erasing();
    await endWindow(member.accountId);
    const at = erasureSteps.indexOf('names');
    do await runPiece(member.accountId, performStep);
    while ((await planOf(member.accountId))?.step !== at);
    const { steps } = answerErasures(origin);
    await replayAll(createServices(bindings, requireConfig(bindings)));
    await runToEnd(member.accountId);
    expect(steps.filter((step) => step === 'database_people')).not.toEqual([]);
    const certificateId = (await planOf(member.accountId))?.certificateId ?? '';
    const { receipts } = certificateSchema.parse(
      (await call('GET', `/privacy/certificates/${certificateId}`)).body.data,
    );
    expect(receipts.map(({ step }) => step)).toEqual([...erasureSteps]);
  });

  test('an account that came back is nobody, its data unreadable, and a replay empties it and asks every store again', async () => {
    const { member } = await erasing();
    const { accountId } = member;
    const tables = await runInDurableObject(accountOf(accountId), (_one, { storage }) =>
      storage.sql
        .exec<{ name: string; sql: string }>(
          "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND name NOT GLOB '_cf_*' AND name NOT LIKE 'sqlite_%'",
        )
        .toArray()
        .map(({ name, sql }) => ({ name, sql, rows: storage.sql.exec(`SELECT * FROM "${name}"`).toArray() })),
    );
    await endWindow(accountId);
    await runToEnd(accountId);
    await runInDurableObject(accountOf(accountId), (_one, { storage }) => {
      for (const { name, sql, rows } of tables) {
        storage.sql.exec(sql);
        for (const row of rows) {
          const marks = Object.keys(row)
            .map(() => '?')
            .join(', ');
          storage.sql.exec(`INSERT INTO "${name}" VALUES (${marks})`, ...Object.values(row));
        }
      }
      storage.sql.exec("UPDATE account SET status = 'active'");
    });
    expect(await dumpOf(accountOf(accountId))).toContain(member.username);
    expect(await accountOf(accountId).state('')).toBeUndefined();
    expect((await login(member)).body.code).toBe('invalid_credentials');

    const { steps } = answerErasures(origin);
    const services = createServices(bindings, requireConfig(bindings));
    expect((await replayAll(services)).replayed).toBeGreaterThan(0);
    expect(new Set(steps)).toEqual(
      new Set([
        'database_money',
        'database_people',
        'database_broadcasts',
        'database_conduct',
        'rooms_and_caches',
        'pictures',
      ]),
    );
    expect(await dumpOf(accountOf(accountId))).toBe('');
  });
});
