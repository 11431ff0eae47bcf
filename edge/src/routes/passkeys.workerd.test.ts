import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { challengeOf, inAccount, staleToken, totpMember, verify } from '../../testing/factor-client.ts';
import {
  addPasskey,
  challengeOptions,
  creationOptions,
  type PasskeyOwner,
  passkeyMember,
  stepUpOptions,
} from '../../testing/passkey-client.ts';
import { SoftAuthenticator } from '../../testing/soft-authenticator.ts';
import { accountObject } from '../../testing/staff-client.ts';
import { passkeyDigest } from '../accounts/passkeys/passkey-digest.ts';
import { requireConfig } from '../env.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets all challenges of an account run out. */
function letTimePass({ member }: Pick<PasskeyOwner, 'member'>) {
  return inAccount(member, (sql) => sql.exec('UPDATE passkey_challenges SET expires_at = 1'));
}

describe('registration', () => {
  test('options name the site and an opaque handle, and tell the authenticator what it holds already', async () => {
    const { member, tokens, factorId } = await passkeyMember();
    const [first, second] = [
      await creationOptions(tokens.accessToken),
      await creationOptions(tokens.accessToken, 'second_factor'),
    ];
    expect(first.rp).toEqual({ id: 'edge.test', name: 'HaloBuzz' });
    expect(first.attestation).toBe('none');
    expect(first.authenticatorSelection).toMatchObject({ residentKey: 'required', userVerification: 'required' });
    expect(second.authenticatorSelection).toMatchObject({ residentKey: 'preferred', userVerification: 'preferred' });
    expect(first.excludeCredentials).toHaveLength(1);
    expect(second.challenge).not.toBe(first.challenge);
    expect(second.user.id).toBe(first.user.id);
    const handle = atob(first.user.id.replaceAll('-', '+').replaceAll('_', '/'));
    expect(handle).toHaveLength(32);
    for (const known of [member.accountId, member.username, member.email]) expect(handle).not.toContain(known);
    const { passkeys } = {
      passkeys: [],
      ...(await call('GET', '/auth/passkeys', { token: tokens.accessToken })).body.data,
    };
    expect(passkeys).toMatchObject([{ id: factorId, label: 'My phone', use: 'passwordless', backedUp: false }]);
  });

  test.each(['ES256', 'EdDSA'] as const)(
    'a passkey with an %s key becomes a factor, with backup codes',
    async (algorithm) => {
      const { member, tokens, backupCodes, factorId, authenticator } = await passkeyMember('passwordless', {
        algorithm,
      });
      expect(backupCodes).toHaveLength(10);
      expect(decodeJwt(tokens.accessToken)).toMatchObject({ amr: ['pwd', 'hwk', 'user', 'mfa'], acr: 'aal2' });
      const listed = await call('GET', '/auth/mfa', { token: tokens.accessToken });
      expect(listed.body.data?.factors).toMatchObject([{ id: factorId, kind: 'passkey', label: 'My phone' }]);
      const { id, methods } = await challengeOf(member);
      expect(methods).toEqual([{ method: 'passkey' }, { method: 'backup_code' }]);
      const credential = await authenticator.get(await challengeOptions(id));
      expect((await verify(id, { method: 'passkey', credential })).status).toBe(200);
      await vi.waitFor(async () => {
        expect((await mailedTexts(member.email)).some((text) => text.includes('A passkey can now confirm'))).toBe(true);
      });
    },
  );

  test('it needs a step-up', async () => {
    const { member, tokens } = await verifiedMember();
    const { token } = await staleToken(member, tokens);
    for (const path of ['/auth/passkeys/options', '/auth/passkeys']) {
      const credential = await new SoftAuthenticator().create(await creationOptions(tokens.accessToken));
      const body = path.endsWith('options') ? {} : { credential };
      expect((await call('POST', path, { body, token })).body.code).toBe('step_up_required');
    }
  });

  test.each([
    ['another origin', { origin: 'https://edge.test.evil.example' }],
    ['another port', { origin: 'https://edge.test:8443' }],
    ['another RP ID', { rpId: 'evil.example' }],
    ['a foreign frame', { crossOrigin: true }],
    ['an assertion', { type: 'webauthn.get' }],
    ['nobody present', { userPresent: false }],
    ['a user who was not verified', { userVerified: false }],
  ])('%s is refused, and the challenge cannot be tried again', async (_name, lies) => {
    const { tokens } = await verifiedMember();
    const options = await creationOptions(tokens.accessToken);
    const refused = await addPasskey(tokens.accessToken, await new SoftAuthenticator().create(options, lies));
    expect([refused.status, refused.body.code]).toEqual([400, 'passkey_rejected']);
    const again = await addPasskey(tokens.accessToken, await new SoftAuthenticator().create(options));
    expect(again.body.code).toBe('passkey_rejected');
    expect((await call('GET', '/auth/mfa', { token: tokens.accessToken })).body.data?.factors).toEqual([]);
  });

  test('a loopback page of development registers for localhost; nobody else may', async () => {
    const { tokens } = await verifiedMember();
    const headers = { origin: 'http://localhost:8787' };
    const answer = await call('POST', '/auth/passkeys/options', { token: tokens.accessToken, headers });
    expect(answer.body.data?.rp).toEqual({ id: 'localhost', name: 'HaloBuzz' });
    const options = await creationOptions(tokens.accessToken);
    const local = { ...options, rp: { ...options.rp, id: 'localhost' } };
    const page = new SoftAuthenticator({}, 'http://localhost:8787');
    expect((await addPasskey(tokens.accessToken, await page.create(local))).status).toBe(201);
  });

  test('a challenge that is made up, of another session, of another account, run out or used before is refused', async () => {
    const [{ member, tokens }, { tokens: others }] = [await verifiedMember(), await verifiedMember()];
    const authenticator = new SoftAuthenticator();
    const made = await authenticator.create(await creationOptions(tokens.accessToken), { challenge: 'bWFkZS11cA' });
    expect((await addPasskey(tokens.accessToken, made)).body.code).toBe('passkey_rejected');

    const elsewhere = await signInMember(member);
    const otherSession = await authenticator.create(await creationOptions(elsewhere.accessToken));
    expect((await addPasskey(tokens.accessToken, otherSession)).body.code).toBe('passkey_rejected');

    const foreign = await authenticator.create(await creationOptions(others.accessToken));
    expect((await addPasskey(tokens.accessToken, foreign)).body.code).toBe('passkey_rejected');

    const late = await authenticator.create(await creationOptions(tokens.accessToken));
    await letTimePass({ member });
    expect((await addPasskey(tokens.accessToken, late)).body.code).toBe('passkey_rejected');

    const options = await creationOptions(tokens.accessToken);
    const first = await addPasskey(tokens.accessToken, await authenticator.create(options));
    expect(first.status).toBe(201);
    const token = String(Reflect.get(Object(first.body.data?.access), 'accessToken'));
    expect((await addPasskey(token, await authenticator.create(options))).body.code).toBe('passkey_rejected');
  });

  test('of two answers to one challenge at once, one is taken', async () => {
    const { tokens } = await verifiedMember();
    const options = await creationOptions(tokens.accessToken);
    const authenticator = new SoftAuthenticator();
    const made = [await authenticator.create(options), await authenticator.create(options)];
    const answers = await Promise.all(made.map((credential) => addPasskey(tokens.accessToken, credential)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  });

  test('one credential stands on one account, whoever names it', async () => {
    const owner = await passkeyMember();
    const [{ id = '' } = {}] = (await creationOptions(owner.tokens.accessToken)).excludeCredentials;
    const { tokens } = await verifiedMember();
    const forged = await new SoftAuthenticator().forge(await creationOptions(tokens.accessToken), id);
    expect((await addPasskey(tokens.accessToken, forged)).body.code).toBe('conflict');
    const own = await new SoftAuthenticator().forge(await creationOptions(owner.tokens.accessToken), id);
    expect((await addPasskey(owner.tokens.accessToken, own)).body.code).toBe('conflict');
    const { authenticator, member } = owner;
    const challenge = await challengeOf(member);
    const credential = await authenticator.get(await challengeOptions(challenge.id));
    expect((await verify(challenge.id, { method: 'passkey', credential })).status).toBe(200);
  });

  test('a credential whose reservation was never committed goes to the account that took it', async () => {
    const owner = await passkeyMember();
    const [{ id = '' } = {}] = (await creationOptions(owner.tokens.accessToken)).excludeCredentials;
    const digest = await passkeyDigest({ config: requireConfig(bindings) }, id);
    const credential = bindings.NAMES.get(bindings.NAMES.idFromName(digest));
    await runInDurableObject(credential, (_object, state) =>
      state.storage.sql.exec("UPDATE holder SET state = 'reserved', until = 1"),
    );
    expect(await credential.holder()).toBeNull();
    expect(await credential.reserve('u_somebody_else', digest)).toBe('taken');
    expect(await credential.holder()).toBe(owner.member.accountId);
  });

  test('an account that ends unverified frees its credentials', async () => {
    const member = await registerMember();
    const { accessToken } = await signInMember(member);
    const credential = await new SoftAuthenticator().create(await creationOptions(accessToken));
    expect((await addPasskey(accessToken, credential)).status).toBe(201);
    const lifeMs = limits.unverifiedAccountLifeMs;
    await inAccount(member, (sql) => sql.exec('UPDATE account SET created_at = created_at - ?', lifeMs));
    await runDurableObjectAlarm(accountObject(member));
    const { tokens } = await verifiedMember();
    await vi.waitFor(async () => {
      const forged = await new SoftAuthenticator().forge(await creationOptions(tokens.accessToken), credential.id);
      expect((await addPasskey(tokens.accessToken, forged)).status).toBe(201);
    }, 10_000);
  });

  test('a credential that was refused reserves nothing', async () => {
    const [{ tokens }, { tokens: others }] = [await verifiedMember(), await verifiedMember()];
    const authenticator = new SoftAuthenticator();
    const refused = await authenticator.create(await creationOptions(tokens.accessToken), { rpId: 'evil.example' });
    expect((await addPasskey(tokens.accessToken, refused)).body.code).toBe('passkey_rejected');
    const forged = await authenticator.forge(await creationOptions(others.accessToken), refused.id);
    expect((await addPasskey(others.accessToken, forged)).status).toBe(201);
  });
});

describe('as second factor', () => {
  test('it finishes a sign-in, from an authenticator without PIN too', async () => {
    const owner = await passkeyMember('second_factor', { verifiesUser: false });
    const { id } = await challengeOf(owner.member);
    const options = await challengeOptions(id);
    expect(options).toMatchObject({ rpId: 'edge.test', userVerification: 'preferred' });
    expect(options.allowCredentials).toHaveLength(1);
    const answer = await verify(id, { method: 'passkey', credential: await owner.authenticator.get(options) });
    const claims = decodeJwt(String(answer.body.data?.accessToken));
    expect(claims).toMatchObject({ amr: ['pwd', 'hwk', 'user', 'mfa'], acr: 'aal2' });
  });

  test('one that is copied between devices says so', async () => {
    const owner = await passkeyMember('passwordless', { synced: true });
    const { id } = await challengeOf(owner.member);
    const credential = await owner.authenticator.get(await challengeOptions(id));
    const answer = await verify(id, { method: 'passkey', credential });
    expect(decodeJwt(String(answer.body.data?.accessToken)).amr).toEqual(['pwd', 'swk', 'user', 'mfa']);
  });

  test('answers for another sign-in, for a step-up, with another key, or given twice are refused', async () => {
    const owner = await passkeyMember();
    const { member, authenticator, tokens } = owner;
    const [one, other] = [await challengeOf(member), await challengeOf(member)];
    const [forOne, forOther] = [await challengeOptions(one.id), await challengeOptions(other.id)];
    const wrong = async (credential: unknown) => (await verify(one.id, { method: 'passkey', credential })).body.code;
    expect(await wrong(await authenticator.get(forOther))).toBe('passkey_rejected');
    expect(await wrong(await authenticator.get(await stepUpOptions(tokens.accessToken)))).toBe('passkey_rejected');
    const { response, ...signed } = await authenticator.get(forOne);
    const stranger = new SoftAuthenticator();
    await stranger.create(await creationOptions(tokens.accessToken));
    const strange = await stranger.get({ ...forOne, allowCredentials: [] });
    expect(await wrong({ ...signed, response: strange.response })).toBe('passkey_rejected');
    // The challenge was spent by that answer, so not even the right one is taken now.
    expect(await wrong({ ...signed, response })).toBe('passkey_rejected');

    const third = await challengeOf(member);
    const credential = await authenticator.get(await challengeOptions(third.id));
    const [first, second] = await Promise.all([
      verify(third.id, { method: 'passkey', credential }),
      verify(third.id, { method: 'passkey', credential }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 401]);
    expect((await verify(third.id, { method: 'passkey', credential })).body.code).toBe('challenge_invalid');
  });

  test('one that ran out is refused', async () => {
    const owner = await passkeyMember();
    const { id } = await challengeOf(owner.member);
    const credential = await owner.authenticator.get(await challengeOptions(id));
    await letTimePass(owner);
    expect((await verify(id, { method: 'passkey', credential })).body.code).toBe('passkey_rejected');
  });

  test('a passkey of another account confirms nothing', async () => {
    const [owner, thief] = [await passkeyMember(), await passkeyMember()];
    const { id } = await challengeOf(owner.member);
    const options = await challengeOptions(id);
    const credential = await thief.authenticator.get({ ...options, allowCredentials: [] });
    expect((await verify(id, { method: 'passkey', credential })).body.code).toBe('passkey_rejected');
  });

  test('options for challenges that are not open, or without a passkey, are not given', async () => {
    const owner = await totpMember();
    const { id } = await challengeOf(owner.member);
    const path = '/auth/passkeys/challenge/options';
    expect((await call('POST', path, { body: { challengeId: id } })).body.code).toBe('not_found');
    expect((await call('POST', path, { body: { challengeId: `${id}x` } })).body.code).toBe('challenge_invalid');
    const token = owner.tokens.accessToken;
    expect((await call('POST', '/auth/passkeys/step-up/options', { token })).body.code).toBe('not_found');
  });

  test('it raises a session, once', async () => {
    const owner = await passkeyMember();
    const { token } = await staleToken(owner.member, owner.tokens);
    expect((await call('POST', '/auth/passkeys/options', { token })).body.code).toBe('step_up_required');
    const credential = await owner.authenticator.get(await stepUpOptions(token));
    const raised = await call('POST', '/auth/step-up', { body: { method: 'passkey', credential }, token });
    expect(raised.status).toBe(200);
    const fresh = String(raised.body.data?.accessToken);
    expect((await call('POST', '/auth/passkeys/options', { token: fresh })).status).toBe(200);
    const again = await call('POST', '/auth/step-up', { body: { method: 'passkey', credential }, token });
    expect(again.body.code).toBe('passkey_rejected');
  });

  test('it is renamed and removed like every factor; removed, its credential is free again', async () => {
    const owner = await passkeyMember();
    const { member, tokens, factorId } = owner;
    const path = `/auth/mfa/factors/${factorId}`;
    const renamed = await call('POST', `${path}/rename`, { body: { label: 'Old phone' }, token: tokens.accessToken });
    expect(renamed.body.data?.label).toBe('Old phone');
    const { token } = await staleToken(member, tokens);
    expect((await call('DELETE', path, { token })).body.code).toBe('step_up_required');
    const [{ id = '' } = {}] = (await creationOptions(tokens.accessToken)).excludeCredentials;
    expect((await call('DELETE', path, { token: tokens.accessToken })).status).toBe(200);
    expect((await call('GET', '/auth/passkeys', { token: tokens.accessToken })).body.data?.passkeys).toEqual([]);
    const other = await verifiedMember();
    await vi.waitFor(async () => {
      const { accessToken } = other.tokens;
      const forged = await new SoftAuthenticator().forge(await creationOptions(accessToken), id);
      expect((await addPasskey(accessToken, forged)).status).toBe(201);
    });
    const options = await call('POST', '/auth/passkeys/step-up/options', { token: tokens.accessToken });
    expect(options.body.code).toBe('not_found');
  });
});
