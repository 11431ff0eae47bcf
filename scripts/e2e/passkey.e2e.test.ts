import type { CDPSession, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { newPerson } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it('a browser registers a passkey, confirms a sign-in by it, and signs in without a password', async () => {
  const person = await newPerson(cluster.api, 'passkey');
  // Passkeys need a name: an IP address is no RP ID.
  const page = await browser.newPage({ baseURL: cluster.edgeUrl.replace('//127.0.0.1:', '//localhost:') });
  const authenticator = await virtualAuthenticator(page);
  await page.goto('/api/v1/docs');

  const creation = await post(page, '/auth/passkeys/options', {}, person.accessToken);
  const added = await post(
    page,
    '/auth/passkeys',
    { credential: await create(page, creation), label: 'Chromium' },
    person.accessToken,
  );
  expect(added).toMatchObject({ factor: { kind: 'passkey', label: 'Chromium' } });
  const [credential] = await authenticator.credentials();
  expect(credential).toMatchObject({ isResidentCredential: true, rpId: 'localhost' });
  // The same authenticator is told that it has one already.
  const again = await post(page, '/auth/passkeys/options', {}, accessSchema.parse(added).access.accessToken);
  await expect(create(page, again)).rejects.toThrow('InvalidStateError');

  const { username: identifier, password } = person;
  const { challenge } = challengeSchema.parse(await post(page, '/auth/login', { identifier, password }));
  expect(challenge.methods).toContainEqual({ method: 'passkey' });
  const challengeId = challenge.id;
  const asked = await post(page, '/auth/passkeys/challenge/options', { challengeId });
  const confirmed = await post(page, '/auth/mfa/verify', {
    challengeId,
    method: 'passkey',
    credential: await get(page, asked),
  });
  expect(await usernameOf(page, confirmed)).toBe(person.username);

  const open = await post(page, '/auth/passkeys/sign-in/options', {});
  expect(open).toMatchObject({ allowCredentials: [] });
  const answer = await get(page, open);
  const signedIn = await post(page, '/auth/passkeys/sign-in', { credential: answer });
  expect(await usernameOf(page, signedIn)).toBe(person.username);
  await expect(post(page, '/auth/passkeys/sign-in', { credential: answer })).rejects.toThrow('passkey_rejected');

  // Somebody else holds the device: the browser gives no answer that is good for a sign-in without a password.
  await authenticator.setUserVerified(false);
  await expect(get(page, await post(page, '/auth/passkeys/sign-in/options', {}))).rejects.toThrow('NotAllowedError');
  await page.close();
});

const accessSchema = z.object({ access: z.object({ accessToken: z.string() }) });
const challengeSchema = z.object({ challenge: z.object({ id: z.string(), methods: z.array(z.unknown()) }) });
const tokensSchema = z.object({ accessToken: z.string() });
const answerSchema = z.object({ code: z.string().optional(), data: z.unknown().optional() });

/** A phone's authenticator in place of a real one, by the DevTools protocol. */
async function virtualAuthenticator(page: Page) {
  const devTools: CDPSession = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await devTools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    setUserVerified: (isUserVerified: boolean) =>
      devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

/** A call by the page itself, so that the browser names the page's origin. @throws Error with the code of a refusal */
async function post(page: Page, path: string, body: unknown, accessToken?: string): Promise<unknown> {
  return send(page, 'POST', path, JSON.stringify(body), accessToken);
}

async function usernameOf(page: Page, tokens: unknown): Promise<unknown> {
  const { accessToken } = tokensSchema.parse(tokens);
  const me = await send(page, 'GET', '/auth/me', undefined, accessToken);
  return z.object({ username: z.string() }).parse(me).username;
}

async function send(page: Page, method: string, path: string, body?: string, accessToken?: string): Promise<unknown> {
  const text = await page.evaluate(
    async (request) => {
      const headers = new Headers(request.headers);
      const init = request.body === undefined ? { headers } : { headers, body: request.body };
      return (await fetch(request.url, { method: request.method, ...init })).text();
    },
    {
      url: `/api/v1${path}`,
      method,
      body,
      headers: {
        'content-type': 'application/json',
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
    },
  );
  const { code, data } = answerSchema.parse(JSON.parse(text));
  if (code !== undefined) throw new Error(`${path} answered ${code}`);
  return data;
}

/** `navigator.credentials.create`, with options and answer as JSON. */
function create(page: Page, options: unknown): Promise<unknown> {
  return inPage(
    page,
    `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) })`,
  );
}

/** `navigator.credentials.get`, with options and answer as JSON. */
function get(page: Page, options: unknown): Promise<unknown> {
  return inPage(
    page,
    `navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) })`,
  );
}

// As text: these functions belong to the page, and Node's types know nothing of them.
function inPage(page: Page, call: string): Promise<unknown> {
  return page.evaluate(
    `${call}.then((credential) => credential.toJSON(), (error) => Promise.reject(new Error(error.name)))`,
  );
}
