import { accountIdsSchema, internalPaths } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { limits } from '@halobuzz/core/limits';
import {
  OPERATOR_ASSERTION_HEADER,
  operatorKeysRequestSchema,
  operatorPaths,
  operatorRoleRequestSchema,
  replayErasuresRequestSchema,
  reprojectRequestSchema,
} from '@halobuzz/core/operator';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { accountOfHandle } from '../accounts/names/account-of-handle.ts';
import { changeStaffRole } from '../accounts/staff/change-staff-role.ts';
import { staffStub } from '../accounts/staff/staff-stub.ts';
import { readBoundedText } from '../http/bounded-text.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { verifyOperator } from '../operator/operator-assertion.ts';
import { replayErasures } from '../privacy/erasure/replay-erasures.ts';
import { signingKeyAt } from '../tokens/key-ring/key-ring.ts';
import { keyRingOf } from '../tokens/key-ring/key-ring-of.ts';

/**
 * For operators alone, by signed request (core's operator.ts says what). Without operator keys in the configuration there
 * is nothing here. An operator is no account: acts are audited under `operator:<key id>`.
 */
export function operatorRoutes(app: Hono<EdgeEnv>): void {
  app.post(operatorPaths.roles, async (c) => {
    const { operator, body } = await operatorRequest(c, operatorRoleRequestSchema);
    const { services, requestId } = c.var;
    const accountId = await accountOfHandle(services, body.username);
    const by = { actor: `operator:${operator}`, full: true, reason: body.reason, requestId };
    const changed = await changeStaffRole(services, by, accountId, body.role, body.held);
    return c.json({ success: true, data: { accountId, changed } });
  });

  app.post(operatorPaths.keys, async (c) => {
    const { operator, body } = await operatorRequest(c, operatorKeysRequestSchema);
    const { services, requestId } = c.var;
    const ring = keyRingOf(services.bindings);
    const changed = await changeRing(ring, body, { actor: `operator:${operator}`, requestId });
    const keys = await ring.ring();
    const nowMs = services.clock();
    const signing = signingKeyAt(keys, nowMs);
    const iso = (atMs: number) => new Date(atMs).toISOString();
    const views = keys.map(({ kid, signsFromMs, verifiesUntilMs }) => ({
      kid,
      signsFrom: iso(signsFromMs),
      verifiesUntil: verifiesUntilMs === null ? null : iso(verifiesUntilMs),
      signs: kid === signing?.kid,
    }));
    return c.json({ success: true, data: { changed, keys: views } });
  });

  app.post(operatorPaths.reproject, async (c) => {
    const { body } = await operatorRequest(c, reprojectRequestSchema);
    const { services, requestId } = c.var;
    const query = { after: body.after, limit: limits.reprojectAccountsMax };
    const request = { method: 'GET', path: internalPaths.accountIds, query, requestId } as const;
    const { ids } = await services.origin.call(request, accountIdsSchema);
    const found = await Promise.all(ids.map((id) => services.account(id).projectAnew()));
    const projected = found.filter(Boolean).length;
    const next = ids.length === limits.reprojectAccountsMax ? ids.at(-1) : undefined;
    const data = { projected, missing: ids.length - projected, ...(next === undefined ? {} : { next }) };
    return c.json({ success: true, data });
  });

  app.post(operatorPaths.replayErasures, async (c) => {
    const { body } = await operatorRequest(c, replayErasuresRequestSchema);
    const { services, requestId } = c.var;
    return c.json({ success: true, data: await replayErasures(services, body.after, requestId) });
  });
}

/** @returns whether anything changed: a key that signs is not revoked, rotate first. */
async function changeRing(
  ring: ReturnType<typeof keyRingOf>,
  request: z.output<typeof operatorKeysRequestSchema>,
  by: { readonly actor: string; readonly requestId: string },
): Promise<boolean> {
  switch (request.act) {
    case 'list':
      return false;
    case 'rotate':
      await ring.rotate(request.when, { ...by, reason: request.reason });
      return true;
    case 'revoke':
      return ring.revoke(request.kid, { ...by, reason: request.reason });
    default:
      return request satisfies never;
  }
}

async function operatorRequest<T extends z.ZodType>(c: Context<EdgeEnv>, schema: T) {
  const { services } = c.var;
  const { operatorKeys: keys } = services.config;
  if (keys.length === 0) throw new AppError('not_found');
  const text = await readBody(c.req.raw);
  const roster = staffStub(services.bindings);
  const url = new URL(c.req.url);
  const operator = await verifyOperator(
    { keys, clock: services.clock, burn: async (id, untilMs) => roster.burnRequest(id, untilMs) },
    {
      assertion: c.req.header(OPERATOR_ASSERTION_HEADER) ?? '',
      method: c.req.method,
      target: url.pathname + url.search,
      body: text,
    },
  );
  return { operator, body: parse(schema, text) };
}

async function readBody(request: Request): Promise<string> {
  try {
    return await readBoundedText(request, limits.httpBodyBytesMax);
  } catch (cause) {
    throw new AppError(cause instanceof RangeError ? 'payload_too_large' : 'malformed_json', { cause });
  }
}

function parse<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed_json', { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AppError('validation_failed', { errors: fieldErrorsOf(parsed.error) });
  return parsed.data;
}
