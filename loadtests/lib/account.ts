import type { Tokens } from '@halobuzz/core/api/auth';
import { sleep } from 'k6';
import { type Answer, api, must, page } from './http.ts';
import { newClientId } from './random.ts';

export interface LoadAccount {
  readonly username: string;
  readonly password: string;
  readonly accessToken: string;
}

const password = 'a load test has no secrets';
const mailTriesMax = 50;
const mailPauseSeconds = 0.1;
const mailCode = /"code":\s*"([0-9]{6})"/;

/** One registration; the name is up to 20 letters, digits and underscores. */
export function registerAccount(target: string, username: string): Answer<unknown> {
  return api(target, {
    method: 'POST',
    path: '/auth/register',
    body: { username, email: emailOf(username), password },
  });
}

/** A sign-in by password on a device of that name. */
export function signIn(
  target: string,
  account: { readonly username: string; readonly password: string },
  device: string,
  name = '/auth/login',
): Answer<Tokens> {
  return api<Tokens>(target, {
    method: 'POST',
    path: '/auth/login',
    name,
    body: {
      identifier: account.username,
      password: account.password,
      device: { id: `load-${device}`, name: 'load test' },
    },
  });
}

/** Registers, signs in, takes the code out of the development mailbox and verifies. Throws with the step that failed. */
export function newAccount(target: string, username: string): LoadAccount {
  must('register', registerAccount(target, username));
  const { accessToken } = must('login', signIn(target, { username, password }, username));
  const code = mailedCode(target, emailOf(username));
  must('verify', api(target, { method: 'POST', path: '/auth/email/verify', body: { code }, accessToken }));
  return { username, password, accessToken };
}

function emailOf(username: string): string {
  return `${username}@load.example`;
}

/** Coins out of thin air, as development allows. */
export function grant(target: string, account: LoadAccount, coins: bigint): void {
  must(
    'grant',
    api(target, {
      method: 'POST',
      path: '/dev/grants',
      body: { coins: coins.toString() },
      accessToken: account.accessToken,
      idempotencyKey: newClientId(),
    }),
  );
}

function mailedCode(target: string, email: string): string {
  for (let attempt = 0; attempt < mailTriesMax; attempt += 1) {
    const mailbox = page(`${target}/dev/mailbox.json?to=${encodeURIComponent(email)}`, '/dev/mailbox.json');
    const code = mailbox.status === 200 ? mailCode.exec(mailbox.text)?.[1] : undefined;
    if (code !== undefined) return code;
    sleep(mailPauseSeconds);
  }
  throw new Error(`no code arrived for ${email}`);
}
