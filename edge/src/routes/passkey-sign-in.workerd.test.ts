import { tokensSchema } from '@halobuzz/core/api/auth';
import type { PasskeyAssertion } from '@halobuzz/core/api/passkey-credentials';
import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dpopClient } from '../../testing/dpop-client.ts';
import {
  bindings,
  call,
  freshAddress,
  installFakeOrigin,
  mailedTexts,
  registerMember,
  signInMember,
} from '../../testing/edge-client.ts';
import { challengeOf, inAccount, verify } from '../../testing/factor-client.ts';
import { notedSteps } from '../../testing/noted-steps.ts';
import {
  addPasskey,
  challengeOptions,
  creationOptions,
  type PasskeyOwner,
  passkeyMember,
  signInByPasskey,
  signInOptions,
  signInWith,
  stepUpOptions,
} from '../../testing/passkey-client.ts';
import { type CeremonyLies, SoftAuthenticator } from '../../testing/soft-authenticator.ts';
import { accountObject, testAct } from '../../testing/staff-client.ts';
import { signInWithPasskey } from '../accounts/passkeys/sign-in-by-passkey.ts';
import { newSignInChallenge } from '../accounts/passkeys/sign-in-challenge.ts';
import { randomBytes } from '../bytes.ts';
import { requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const eventsOf = ({ member }: PasskeyOwner) =>
  inAccount(member, (sql) =>
    sql
      .exec<{ kind: string }>('SELECT kind FROM security_events')
      .toArray()
      .map(({ kind }) => kind),
  );

test('it signs in without a name, as two factors', async () => {
  const owner = await passkeyMember();
  const options = await signInOptions();
  expect(options).toMatchObject({ rpId: 'edge.test', allowCredentials: [], userVerification: 'required' });
  const answer = await signInWith(await owner.authenticator.get(options), {}, { id: 'a-new-phone', name: 'New phone' });
  const tokens = tokensSchema.parse(answer.body.data);
  expect(decodeJwt(tokens.accessToken)).toMatchObject({
    sub: owner.member.accountId,
    amr: ['hwk', 'user', 'mfa'],
    acr: 'aal2',
  });
  const me = await call('GET', '/auth/me', { token: tokens.accessToken });
  expect(me.body.data?.username).toBe(owner.member.username);
  await vi.waitFor(async () => {
    const texts = await mailedTexts(owner.member.email);
    expect(texts.some((text) => text.includes('a device we had not seen before'))).toBe(true);
  });
  const sessions = await call('GET', '/auth/sessions', { token: tokens.accessToken });
  expect(JSON.stringify(sessions.body.data)).toContain('New phone');
  // What it proved is enough for what needs a step-up.
  expect((await call('POST', '/auth/passkeys/options', { token: tokens.accessToken })).status).toBe(200);
});

test('whatever is wrong with it is answered alike, and like an unknown passkey', async () => {
  const [owner, other] = [await passkeyMember(), await passkeyMember()];
  const unknown = new SoftAuthenticator();
  await unknown.create(await creationOptions(owner.tokens.accessToken));
  const { userHandle = '' } = (await other.authenticator.get(await signInOptions())).response;
  const lies: CeremonyLies[] = [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.create' },
    { challenge: 'bWFkZS11cA' },
    { challenge: (await stepUpOptions(owner.tokens.accessToken)).challenge },
    { crossOrigin: true },
    { userPresent: false },
    { userVerified: false },
    { userHandle },
    { userHandle: null },
  ];
  const answers = [];
  for (const lie of lies) answers.push(await signInWith(await owner.authenticator.get(await signInOptions(), lie)));
  const { response, ...named } = await owner.authenticator.get(await signInOptions());
  const { signature } = (await other.authenticator.get(await signInOptions())).response;
  answers.push(await signInWith({ ...named, response: { ...response, signature } }));
  const stranger = await signInWith(await unknown.get(await signInOptions()));
  expect([stranger.status, stranger.body.code]).toEqual([400, 'passkey_rejected']);
  const { requestId: _ofStranger, ...expected } = stranger.body;
  for (const { status, body } of answers) {
    const { requestId: _own, ...rest } = body;
    expect([status, rest]).toEqual([stranger.status, expected]);
  }
  expect((await signInByPasskey(owner)).sessionId).toBeDefined();
});

test('known and unknown passkeys cost the same steps', async () => {
  const owner = await passkeyMember();
  const unknown = new SoftAuthenticator();
  await unknown.create(await creationOptions(owner.tokens.accessToken));
  const wrong = await stepsOf(await owner.authenticator.get(await signInOptions(), { userVerified: false }));
  expect(wrong).toEqual(['addresses.admit', 'name.holder', 'account.signInByPasskey', 'account.noteFailedSignIn']);
  expect(await stepsOf(await unknown.get(await signInOptions()))).toEqual(wrong);
  expect(await eventsOf(owner)).toContain('sign_in_failed');
});

/** What a refused sign-in calls, up to its answer and after it. */
async function stepsOf(credential: PasskeyAssertion): Promise<string[]> {
  const real = createServices(bindings, requireConfig(bindings));
  const { steps, noting } = notedSteps();
  const services = {
    ...real,
    account: (accountId: string) => noting('account', real.account(accountId)),
    name: (digest: string) => noting('name', real.name(digest)),
    addresses: noting('addresses', real.addresses),
  };
  const later: Promise<unknown>[] = [];
  const request = {
    credential,
    device: undefined,
    userAgent: 'test',
    ipAddress: freshAddress(),
    country: 'NP',
    keyProof: { jkt: '', proofId: '' },
    defer: (work: Promise<unknown>) => void later.push(work),
  };
  await expect(signInWithPasskey(services, request)).rejects.toMatchObject({ code: 'passkey_rejected' });
  await Promise.all(later);
  return steps;
}

test('an answer is good once, in parallel too, and not after its challenge ran out', async () => {
  const owner = await passkeyMember();
  const credential = await owner.authenticator.get(await signInOptions());
  const answers = await Promise.all([signInWith(credential), signInWith(credential)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  expect((await signInWith(credential)).body.code).toBe('passkey_rejected');
  // A second use of the same challenge, signed anew: the counter is right, the challenge is not.
  const twice = await signInOptions();
  expect((await signInWith(await owner.authenticator.get(twice))).status).toBe(200);
  expect((await signInWith(await owner.authenticator.get(twice))).body.code).toBe('passkey_rejected');

  const clock = () => Date.now() - limits.passkeyChallengeLifeMs;
  const { challenge } = await newSignInChallenge({ config: requireConfig(bindings), clock, random: randomBytes }, '');
  const late = await owner.authenticator.get({ ...(await signInOptions()), challenge });
  expect((await signInWith(late)).body.code).toBe('passkey_rejected');
  expect(await eventsOf(owner)).not.toContain('passkey_cloned');
});

test('a passkey whose counter went back is refused, and its owner is told', async () => {
  const owner = await passkeyMember();
  await signInByPasskey(owner);
  for (const counter of [0, 1]) {
    const cloned = await owner.authenticator.get(await signInOptions(), { counter });
    expect((await signInWith(cloned)).body.code).toBe('passkey_rejected');
  }
  const { id } = await challengeOf(owner.member);
  const credential = await owner.authenticator.get(await challengeOptions(id), { counter: 1 });
  expect((await verify(id, { method: 'passkey', credential })).body.code).toBe('passkey_rejected');
  expect((await eventsOf(owner)).filter((kind) => kind === 'passkey_cloned')).toHaveLength(3);
  await vi.waitFor(async () => {
    const texts = await mailedTexts(owner.member.email);
    expect(texts.some((text) => text.includes('count of uses had gone back'))).toBe(true);
  });
  // The one with the higher count goes on.
  expect((await signInByPasskey(owner)).sessionId).toBeDefined();
});

test('a counter that nobody signed tells nobody of a copy', async () => {
  const [owner, stranger] = [await passkeyMember(), await passkeyMember()];
  await signInByPasskey(owner);
  const { response, ...named } = await owner.authenticator.get(await signInOptions(), { counter: 0 });
  const { signature } = (await stranger.authenticator.get(await signInOptions())).response;
  expect((await signInWith({ ...named, response: { ...response, signature } })).status).toBe(400);
  expect(await eventsOf(owner)).not.toContain('passkey_cloned');
});

test('passkeys that are copied between devices do not count, and sign in all the same', async () => {
  const owner = await passkeyMember('passwordless', { synced: true });
  expect(decodeJwt((await signInByPasskey(owner)).accessToken).amr).toEqual(['swk', 'user', 'mfa']);
  expect((await signInByPasskey(owner)).sessionId).toBeDefined();
});

test('one that was added as a second factor never signs in alone, even once its key has a PIN', async () => {
  for (const verifiesUser of [false, true]) {
    const owner = await passkeyMember('second_factor', { verifiesUser });
    const credential = await owner.authenticator.get(await signInOptions(), { userVerified: true });
    expect((await signInWith(credential)).body.code).toBe('passkey_rejected');
  }
});

test('banned, ended and unverified people are answered as with a password', async () => {
  const banned = await passkeyMember();
  await accountObject(banned.member).ban(testAct, null);
  expect((await signInWith(await banned.authenticator.get(await signInOptions()))).body.code).toBe('account_banned');
  const wrong = await banned.authenticator.get(await signInOptions(), { userVerified: false });
  expect((await signInWith(wrong)).body.code).toBe('passkey_rejected');

  const ended = await passkeyMember();
  await inAccount(ended.member, (sql) => sql.exec("UPDATE account SET status = 'deleted'"));
  expect((await signInWith(await ended.authenticator.get(await signInOptions()))).body.code).toBe('passkey_rejected');

  const { accessToken } = await signInMember(await registerMember());
  const authenticator = new SoftAuthenticator();
  const credential = await authenticator.create(await creationOptions(accessToken));
  expect((await addPasskey(accessToken, credential)).status).toBe(201);
  expect((await signInByPasskey({ authenticator })).sessionId).toBeDefined();
});

test('options asked for with a key are good for that key only, and the session is bound to it', async () => {
  const owner = await passkeyMember();
  const client = await dpopClient();
  const bound = async () => {
    const answer = await client.call('POST', '/auth/passkeys/sign-in/options');
    return owner.authenticator.get({ ...(await signInOptions()), challenge: String(answer.body.data?.challenge) });
  };
  expect((await signInWith(await bound())).body.code).toBe('passkey_rejected');
  const answer = await client.call('POST', '/auth/passkeys/sign-in', { body: { credential: await bound() } });
  const tokens = tokensSchema.parse(answer.body.data);
  expect(tokens.tokenType).toBe('DPoP');
  expect(decodeJwt(tokens.accessToken).cnf).toEqual({ jkt: client.jkt });
});

test('an address that failed too often waits, and so does an account that was signed in to without end', async () => {
  const owner = await passkeyMember();
  const address = freshAddress();
  const { addresses } = createServices(bindings, requireConfig(bindings));
  for (let failed = true; failed; ) failed = (await addresses.admit('sign_in', address)).admitted;
  const held = await signInWith(await owner.authenticator.get(await signInOptions()), { address });
  expect([held.status, held.body.code]).toEqual([429, 'rate_limited']);

  await inAccount(owner.member, (sql) => {
    for (let n = 0; n < limits.passkeySignInsPerAccountMax; n += 1) {
      sql.exec('INSERT INTO passkey_sign_ins VALUES (?, ?)', `challenge-${n}`, Date.now() + 60_000);
    }
  });
  expect((await signInWith(await owner.authenticator.get(await signInOptions()))).body.code).toBe('rate_limited');
  await inAccount(owner.member, (sql) => sql.exec('UPDATE passkey_sign_ins SET expires_at = 1'));
  expect((await signInByPasskey(owner)).sessionId).toBeDefined();
});
