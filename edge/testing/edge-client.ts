import { env, exports } from 'cloudflare:workers';
import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { vi } from 'vitest';
import { z } from 'zod';
import type { Bindings } from '../src/env.ts';
import { requireConfig } from '../src/env.ts';
import { FakeOrigin } from './fake-origin.ts';

/** The bindings of the tests, as wrangler.toml and vitest.config.ts make them. */
export const bindings: Bindings = env as unknown as Bindings; // The pool types `env` by a generated file that we do without.

/** Puts a fake origin behind `fetch`, for the Worker and its objects alike: they run in the tests' own isolate. */
export function installFakeOrigin(): FakeOrigin {
  const origin = new FakeOrigin(requireConfig(bindings).serviceKeys);
  vi.spyOn(globalThis, 'fetch').mockImplementation(origin.fetch);
  return origin;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body, as loosely as tests want to look at it. */
  readonly body: AnswerBody;
}
const answerSchema = z.looseObject({
  success: z.boolean().optional(),
  code: z.string().optional(),
  requestId: z.string().optional(),
  retryAfterMs: z.number().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
type AnswerBody = z.infer<typeof answerSchema>;

export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** The caller's address; the shield counts by it, so each test client has its own. */
  readonly address?: string;
}

// `default` is the Worker's own entry point; the pool types it only by a generated file.
const { default: worker } = exports as unknown as { default: { fetch(request: Request): Promise<Response> } };

/** An address that no other test uses, but for chance. */
export function freshAddress(): string {
  return `10.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`;
}

/** Sends a request to the Worker itself. */
export function send(path: string, init: RequestInit = {}): Promise<Response> {
  return worker.fetch(new Request(`https://edge.test${path}`, init));
}

/** A JSON call under /api/v1. */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  headers.set('cf-connecting-ip', options.address ?? freshAddress());
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  const response = await send(`/api/v1${path}`, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answerSchema.parse(text === '' ? {} : JSON.parse(text)),
  };
}

export interface Member {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly accountId: string;
}

let members = 0;
/** A name that no other test of this file uses. */
export function freshName(prefix = 'member'): string {
  members += 1;
  return `${prefix}_${members}_${crypto.randomUUID().slice(0, 6)}`;
}

/** Registers someone new; repeats while the hasher is busy. */
export async function registerMember(country = 'US'): Promise<Member> {
  const username = freshName();
  const member = { username, email: `${username}@example.com`, password: 'correct horse battery' };
  const answer = await untilHashed(() =>
    call('POST', '/auth/register', { body: member, headers: { 'x-halobuzz-country': country } }),
  );
  if (answer.status !== 201) throw new Error(`register answered ${answer.status} ${answer.body.code}`);
  return { ...member, accountId: String(answer.body.data?.accountId) };
}

/** Signs a member in. */
export async function signInMember(member: Pick<Member, 'username' | 'password'>): Promise<Tokens> {
  const body = { identifier: member.username, password: member.password };
  const answer = await untilHashed(() => call('POST', '/auth/login', { body }));
  if (answer.status !== 200) throw new Error(`login answered ${answer.status} ${answer.body.code}`);
  return tokensSchema.parse(answer.body.data);
}

/** All codes mailed to an address, newest first. */
export async function mailedCodes(email: string): Promise<string[]> {
  const response = await send(`/dev/mailbox.json?to=${encodeURIComponent(email)}`);
  return mailboxSchema.parse(await response.json()).data.items.flatMap(({ code }) => (code === null ? [] : [code]));
}

/** The newest code mailed to an address. */
export async function mailedCode(email: string): Promise<string | undefined> {
  return (await mailedCodes(email))[0];
}
const mailboxSchema = z.object({
  data: z.object({ items: z.array(z.object({ code: z.string().nullable(), text: z.string() })) }),
});

/** The texts of all mails to an address, newest first. */
export async function mailedTexts(email: string): Promise<string[]> {
  const response = await send(`/dev/mailbox.json?to=${encodeURIComponent(email)}`);
  return mailboxSchema.parse(await response.json()).data.items.map(({ text }) => text);
}

/** Registers, signs in and proves the e-mail. */
export async function verifiedMember(country = 'US'): Promise<{ member: Member; tokens: Tokens }> {
  const member = await registerMember(country);
  const tokens = await signInMember(member);
  const code = await mailedCode(member.email);
  const answer = await call('POST', '/auth/email/verify', { body: { code }, token: tokens.accessToken });
  if (answer.status !== 200) throw new Error(`verify answered ${answer.status} ${answer.body.code}`);
  return { member, tokens };
}

async function untilHashed(attempt: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await attempt();
    if (answer.body.code !== 'hashing_busy') return answer;
  }
}
