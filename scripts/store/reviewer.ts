import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ApiError } from '../demo/api-request.ts';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { codeFor } from '../e2e/person.ts';

const accountSchema = z.object({ username: z.string(), email: z.string(), password: z.string() });
/** What a reviewer types. */
export type ReviewerAccount = z.infer<typeof accountSchema>;

const USERNAME = 'store_review';
/** Topped up to this at each run. */
const coinsWanted = 5_000n;
const followedMax = 5;

export interface ReviewerDeps {
  readonly edgeUrl: string;
  readonly api: HalobuzzApi;
  /** Keeps the account between runs: a reviewer who comes back finds it as it was. */
  readonly file: string;
}

export interface Reviewer {
  readonly account: ReviewerAccount;
  readonly coins: bigint;
  /** Broadcasts that are on the air, to be watched. */
  readonly rooms: readonly string[];
}

/**
 * The account that a store's reviewer signs in with: verified, an adult, with coins to give and hosts to watch. May be
 * repeated. Needs an installation for development or staging, whose mails and coins are not real.
 */
export async function makeReviewer({ edgeUrl, api, file }: ReviewerDeps): Promise<Reviewer> {
  const account = storedAccount(file) ?? newAccount(file);
  const accessToken = (await signIn(api, account)) ?? (await signUp(api, account));
  await sayBirthDate(edgeUrl, accessToken);
  const { coins } = await api.wallet(accessToken);
  const missing = coinsWanted - BigInt(coins);
  if (missing > 0n) await api.grant(accessToken, missing, randomUUID());
  const { items } = await api.streams(`?limit=${followedMax}`);
  for (const { host } of items) await change(edgeUrl, accessToken, 'POST', `/users/${host.handle}/follow`, {});
  return {
    account,
    coins: missing > 0n ? coinsWanted : BigInt(coins),
    rooms: items.map(({ id }) => `${edgeUrl}/room/${id}`),
  };
}

/** What a store's form asks for beside the account. */
export function reviewNotes({ account, coins, rooms }: Reviewer): string {
  return [
    `User name: ${account.username}`,
    `Password:  ${account.password}`,
    `E-mail:    ${account.email}`,
    `Coins:     ${coins}`,
    rooms.length === 0
      ? 'No room is live: npm run demo opens some.'
      : `Live now, and followed:\n${rooms.map((room) => `  ${room}`).join('\n')}`,
    'Report or block: press a message, a name or the menu of a room. Delete the account: Account, Privacy.',
  ].join('\n');
}

function storedAccount(file: string): ReviewerAccount | undefined {
  return existsSync(file) ? accountSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

function newAccount(file: string): ReviewerAccount {
  const account = {
    username: USERNAME,
    email: `${USERNAME}@review.example`,
    password: randomBytes(12).toString('base64url'),
  };
  writeFileSync(file, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600 });
  return account;
}

const device = { id: 'store-review', name: 'Review' };

/** Undefined when there is no such account: a new beginning forgot it. */
async function signIn(api: HalobuzzApi, { username, password }: ReviewerAccount): Promise<string | undefined> {
  try {
    return (await api.login(username, password, device)).accessToken;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid_credentials') return undefined;
    throw error;
  }
}

async function signUp(api: HalobuzzApi, account: ReviewerAccount): Promise<string> {
  await api.register(account);
  const { accessToken } = await api.login(account.username, account.password, device);
  await api.verifyEmail(accessToken, await codeFor(api, account.email));
  return accessToken;
}

/** An adult, so that every room opens. A date that was said before stays. */
async function sayBirthDate(edgeUrl: string, accessToken: string): Promise<void> {
  const answer = await send(edgeUrl, accessToken, 'PUT', '/users/me/birth-date', { birthDate: '1990-01-01' });
  if (!answer.ok && answer.status !== 409) throw new Error(`the birth date was refused: ${await answer.text()}`);
}

async function change(edgeUrl: string, accessToken: string, method: string, path: string, body: object): Promise<void> {
  const answer = await send(edgeUrl, accessToken, method, path, body);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

function send(edgeUrl: string, accessToken: string, method: string, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` };
  return fetch(`${edgeUrl}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
}
