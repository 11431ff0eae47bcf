import { internalPaths } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { OwnAct } from '../accounts/staff/staff-acts.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf } from '../middleware/authenticate.ts';

/** Asks the origin's finance part, as the caller. */
export function get<T extends z.ZodType>(
  c: Context<EdgeEnv>,
  path: string,
  data: T,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Promise<z.output<T>> {
  const { services, caller, country, requestId } = c.var;
  const actor = actorOf(caller, country);
  return services.origin.call({ method: 'GET', path: internalPaths.finance(path), query, actor, requestId }, data);
}

/** Has it done, under the request's idempotency key where it has one. */
export function post<T extends z.ZodType>(
  c: Context<EdgeEnv>,
  path: string,
  data: T,
  body: object,
): Promise<z.output<T>> {
  const { services, caller, country, requestId } = c.var;
  const idempotencyKey = c.req.header('idempotency-key');
  const request = { method: 'POST', path: internalPaths.finance(path), body, requestId } as const;
  const actor = actorOf(caller, country);
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  return services.origin.call({ ...request, actor, ...key }, data);
}

/** The ledger's name of an account's person. It goes to the origin and is shown to nobody. */
export async function knownSubject(c: Context<EdgeEnv>, accountId: string): Promise<string | undefined> {
  return (await c.var.services.account(accountId).state(''))?.subject;
}

/** @throws AppError `not_found` */
export async function subjectOf(c: Context<EdgeEnv>, accountId: string): Promise<string> {
  const subject = await knownSubject(c, accountId);
  if (subject === undefined) throw new AppError('not_found');
  return subject;
}

/** Who read what, on record before it is shown. */
export function noteReading(c: Context<EdgeEnv>, what: string, subject?: string): Promise<void> {
  return note(c, { action: 'finance.read', details: { what }, ...(subject === undefined ? {} : { subject }) });
}

export async function note(c: Context<EdgeEnv>, act: OwnAct): Promise<void> {
  const { services, caller, requestId } = c.var;
  await services.account(caller.claims.sub).recordOwnAct(act, requestId);
}
