import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshAddress,
  freshName,
  installFakeOrigin,
  type Member,
  registerMember,
} from '../../../testing/edge-client.ts';
import { type Bindings, requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { signIn } from '../sign-in/sign-in.ts';

beforeEach(() => {
  installFakeOrigin();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Services of an isolate of its own, so that what it learns stays in the test; hashing, which costs 45 ms, is left out. */
function attacked(overrides: Partial<Services> = {}): Services {
  const services = createServices(bindings, requireConfig(bindings));
  const hasher = { ...services.hasher, hash: async () => new Uint8Array(32) };
  return { ...services, hasher, ...overrides };
}

interface Guess {
  readonly identifier: string;
  readonly password: string;
  readonly address?: string;
  readonly turnstileToken?: string;
}

/** The code that a sign-in answers; `signed_in` when there is none. Waits for what is left for after the answer. */
async function guess(services: Services, { address = freshAddress(), ...login }: Guess): Promise<string> {
  const later: Promise<unknown>[] = [];
  const request = {
    login,
    userAgent: 'test',
    ipAddress: address,
    country: 'US',
    keyProof: { jkt: '', proofId: '' },
    defer: (work: Promise<unknown>) => void later.push(work),
  };
  const code = await signIn(services, request).then(
    () => 'signed_in',
    (error: { code?: string }) => error.code ?? String(error),
  );
  await Promise.all(later);
  return code;
}

function tally(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

test('1,000 guesses on one account from many addresses: ten get in, the rest wait, and none learns anything', {
  timeout: 120_000,
}, async () => {
  const services = attacked();
  const member = await registerMember();
  const codes: string[] = [];
  for (let n = 0; n < 1_000; n += 50) {
    const batch = Array.from({ length: 50 }, (_, at) =>
      guess(services, { identifier: member.username, password: `guess ${n + at}`, address: `10.76.0.${at}` }),
    );
    codes.push(...(await Promise.all(batch)));
  }
  const { invalid_credentials: hashed = 0, rate_limited: refused = 0, ...others } = tally(codes);
  expect(others).toEqual({});
  expect(hashed).toBeGreaterThanOrEqual(limits.loginFailuresMax);
  // A pause of 1, 2, 4 … seconds may run out while the test does: a few more.
  expect(hashed).toBeLessThanOrEqual(limits.loginFailuresMax + 8);
  expect(refused).toBe(1_000 - hashed);
});

test('one password over 1,000 accounts from one address: the address is held, and says until when', {
  timeout: 120_000,
}, async () => {
  const services = attacked();
  const address = freshAddress();
  const codes: string[] = [];
  for (let n = 0; n < 1_000; n += 50) {
    // Another password each time: what is told here is the address alone.
    const batch = Array.from({ length: 50 }, (_, at) =>
      guess(services, { identifier: `spray_${n + at}_x`, password: `Winter2026-${n + at}`, address }),
    );
    codes.push(...(await Promise.all(batch)));
  }
  expect(tally(codes)).toEqual({
    invalid_credentials: limits.addressSignInFailuresMax,
    rate_limited: 1_000 - limits.addressSignInFailuresMax,
  });
  const answer = await call('POST', '/auth/login', { body: { identifier: freshName(), password: 'x' }, address });
  expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(answer.body.retryAfterMs).toBeLessThanOrEqual(limits.loginFailureWindowMs);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('an address that is held cannot bring about the pause of anybody’s name', async () => {
  const services = attacked();
  const address = freshAddress();
  for (let n = 0; n < limits.addressSignInFailuresMax; n += 1) await services.addresses.admit('sign_in', address);
  const identifier = freshName('victim');
  for (let n = 0; n < 3 * limits.loginFailuresMax; n += 1) {
    expect(await guess(services, { identifier, password: `x${n}`, address })).toBe('rate_limited');
  }
  expect(await guess(services, { identifier, password: 'x' })).toBe('invalid_credentials');
});

test('one password over 1,000 accounts from many addresses: it stands out and is slowed down for all of them', {
  timeout: 120_000,
}, async () => {
  const services = attacked();
  const password = `Spring-${crypto.randomUUID()}`;
  const codes: string[] = [];
  for (let n = 0; n < 1_000; n += 20) {
    const batch = Array.from({ length: 20 }, (_, at) =>
      guess(services, { identifier: `wide_${n + at}_x`, password, address: `10.77.0.${(n + at) % 100}` }),
    );
    codes.push(...(await Promise.all(batch)));
  }
  const { invalid_credentials: hashed = 0, rate_limited: refused = 0, ...others } = tally(codes);
  expect(others).toEqual({});
  // The last batch before it stands out runs to its end, and each minute lets a few in.
  expect(hashed).toBeLessThanOrEqual(limits.sprayNamesMax + 20 + 3 * limits.sprayAdmittedPerMinuteMax);
  expect(refused).toBe(1_000 - hashed);
  // Another password is not held, and its owner’s name is not paused.
  expect(await guess(services, { identifier: 'wide_999_x', password: 'another' })).toBe('invalid_credentials');
});

test('a sign-in costs one call more than without the bound by address, and nothing else', async () => {
  const member = await registerMember();
  const calls: string[] = [];
  const services = createServices(countingBindings(calls), requireConfig(bindings));
  expect(await guess(services, { identifier: member.username, password: member.password })).toBe('signed_in');
  expect(calls.filter((entry) => /^(ADDRESSES|SPRAYS|SMS_BUDGET)/.test(entry))).toEqual(['ADDRESSES.admit']);
  expect(calls.filter((entry) => entry.startsWith('NAMES'))).toEqual(['NAMES.admit', 'NAMES.clearAttempts']);
});

test('in a crowded address a success takes its own act back, so only failures fill the room', async () => {
  const member = await registerMember();
  const address = freshAddress();
  const services = createServices(bindings, requireConfig(bindings));
  const half = limits.addressSignInFailuresMax / 2;
  for (let n = 0; n < half; n += 1) await services.addresses.admit('sign_in', address);
  for (let n = 0; n < 3; n += 1) {
    expect(await guess(services, { identifier: member.username, password: member.password, address })).toBe(
      'signed_in',
    );
  }
  let room = 0;
  while ((await services.addresses.admit('sign_in', address)).admitted) room += 1;
  expect(room).toBe(limits.addressSignInFailuresMax - half);
});

test('sign-ups are bounded per address, also all at once, whatever becomes of them', async () => {
  const address = freshAddress();
  const taken = await registerMember();
  const sends = Array.from({ length: limits.addressSignUpsMax + 10 }, () =>
    call('POST', '/auth/register', { body: { ...signUpOf(taken), email: 'x@example.com' }, address }),
  );
  const codes = (await Promise.all(sends)).map(({ body }) => body.code ?? 'made');
  expect(tally(codes)).toEqual({ username_taken: limits.addressSignUpsMax, rate_limited: 10 });
});

test('a right code takes its try back in a crowded address', async () => {
  const services = attacked();
  const address = freshAddress();
  const { accessToken, password } = await signedInOnce();
  for (let n = 0; n < limits.addressCodeTriesMax - 1; n += 1) await services.addresses.admit('code_try', address);
  for (let n = 0; n < 3; n += 1) {
    const answer = await call('POST', '/auth/step-up', {
      body: { method: 'password', password },
      token: accessToken,
      address,
    });
    expect(answer.status).toBe(200);
  }
  expect(await services.addresses.admit('code_try', address)).toMatchObject({ admitted: true });
});

test('mails with codes, and tries of codes, are bounded per address over all its accounts', async () => {
  const services = attacked();
  for (const [act, max] of [
    ['mail_send', limits.addressMailsMax],
    ['code_try', limits.addressCodeTriesMax],
  ] as const) {
    const address = freshAddress();
    for (let n = 0; n < max; n += 1) await services.addresses.admit(act, address);
    const { accessToken } = await signedInOnce();
    const [path, body] = act === 'mail_send' ? ['/auth/email/resend', {}] : ['/auth/email/verify', { code: '000000' }];
    const answer = await call('POST', path, { body, token: accessToken, address });
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(answer.body.retryAfterMs).toBeGreaterThan(0);
    expect((await call('POST', path, { body, token: accessToken })).body.code).not.toBe('rate_limited');
  }
});

let signedIn: Promise<{ accessToken: string; password: string }> | undefined;
function signedInOnce(): Promise<{ accessToken: string; password: string }> {
  signedIn ??= registerMember().then(async (member) => {
    const body = { identifier: member.username, password: member.password };
    const answer = await call('POST', '/auth/login', { body });
    return { accessToken: String(answer.body.data?.accessToken), password: member.password };
  });
  return signedIn;
}

const signUpOf = ({ username, password }: Member) => ({ username, password });

/** The bindings, with every call of an object's method written down. */
function countingBindings(calls: string[]): Bindings {
  const counted = (binding: string, stub: object): object =>
    new Proxy(stub, {
      get(target, method) {
        const found: unknown = Reflect.get(target, method);
        if (typeof found !== 'function' || typeof method !== 'string') return found;
        return (...args: unknown[]) => {
          calls.push(`${binding}.${method}`);
          return Reflect.apply(found, target, args);
        };
      },
    });
  return new Proxy(bindings, {
    get(target, binding) {
      const namespace: unknown = Reflect.get(target, binding);
      if (typeof binding !== 'string' || !isNamespace(namespace)) return namespace;
      const get = (id: DurableObjectId) => counted(binding, namespace.get(id));
      return { idFromName: (name: string) => namespace.idFromName(name), get };
    },
  });
}

function isNamespace(value: unknown): value is DurableObjectNamespace {
  return typeof value === 'object' && value !== null && 'idFromName' in value;
}
