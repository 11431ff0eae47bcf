import {
  appealByLinkSchema,
  appealLinkSchema,
  oneAccountSanctionSchema,
  ownAccountSanctionsSchema,
} from '@halobuzz/core/api/account-sanctions';
import { appealRequestSchema, sanctionParamSchema } from '@halobuzz/core/api/moderation';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accountOfAppealLink } from '../accounts/staff/appeal-links.ts';
import type { Appealed } from '../accounts/staff/sanction-appeals.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';

const own = createRoute({
  method: 'get',
  path: '/users/me/account-sanctions',
  summary: 'What was decided about your account',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(ownAccountSanctionsSchema, 'All that is remembered, the newest first.'),
    ...problems('unauthenticated'),
  },
});

const acknowledge = createRoute({
  method: 'post',
  path: '/users/me/account-sanctions/{id}/acknowledge',
  summary: 'Acknowledge a warning',
  description: 'Before that you cannot go live. Repeating it changes nothing.',
  security: bearer,
  middleware: [authenticate],
  request: { params: sanctionParamSchema, ...emptyRequest },
  responses: {
    200: success(oneAccountSanctionSchema, 'Acknowledged.'),
    ...problems('validation_failed', 'unauthenticated', 'not_found', 'conflict'),
  },
});

const appeal = createRoute({
  method: 'post',
  path: '/users/me/account-sanctions/{id}/appeal',
  summary: 'Appeal against a decision about your account',
  description: 'Once for each, while it is in force. Somebody of our staff who had no part in it decides.',
  security: bearer,
  middleware: [authenticate],
  request: { params: sanctionParamSchema, ...jsonRequest(appealRequestSchema) },
  responses: {
    201: success(oneAccountSanctionSchema, 'The appeal is open.'),
    ...problems('validation_failed', 'unauthenticated', 'not_found', 'conflict'),
  },
});

const readLink = createRoute({
  method: 'post',
  path: '/appeals/read',
  summary: 'Read what you were banned for',
  description: 'Without a session, by the token of the mail. A POST, because tokens do not belong into URLs.',
  middleware: [credentialShield, addressBound('code_try')],
  request: jsonRequest(appealLinkSchema),
  responses: {
    200: success(oneAccountSanctionSchema, 'The ban, and how its appeal stands.'),
    ...problems('validation_failed', 'not_found', 'rate_limited'),
  },
});

const appealLink = createRoute({
  method: 'post',
  path: '/appeals',
  summary: 'Appeal against a ban',
  description: 'Without a session, by the token of the mail. Works once; no session comes of it.',
  middleware: [credentialShield, addressBound('code_try')],
  request: jsonRequest(appealByLinkSchema),
  responses: {
    201: success(oneAccountSanctionSchema, 'The appeal is open.'),
    ...problems('validation_failed', 'not_found', 'conflict', 'rate_limited'),
  },
});

/** What was decided about one's own account, and what one may say against it; kept with the account. */
export function accountSanctionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(own, async (c) => {
    const items = await ownAccount(c).sanctions();
    return c.json({ success: true as const, data: { items } }, 200);
  });

  app.openapi(acknowledge, async (c) => {
    const sanction = shown(await ownAccount(c).acknowledgeSanction(c.req.valid('param').id));
    const { caller, services } = c.var;
    services.states.forget(caller.claims.sub, caller.claims.sid);
    return c.json({ success: true as const, data: { sanction } }, 200);
  });

  app.openapi(appeal, async (c) => {
    const { text } = c.req.valid('json');
    const sanction = shown(await ownAccount(c).appealSanction(c.req.valid('param').id, text));
    return c.json({ success: true as const, data: { sanction } }, 201);
  });

  app.openapi(readLink, async (c) => {
    const { token } = c.req.valid('json');
    const sanction = await accountOf(c, token).readAppealLink(token);
    if (sanction === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data: { sanction } }, 200);
  });

  app.openapi(appealLink, async (c) => {
    const { token, text } = c.req.valid('json');
    const sanction = shown(await accountOf(c, token).appealByLink(token, text));
    return c.json({ success: true as const, data: { sanction } }, 201);
  });
}

function ownAccount(c: Context<EdgeEnv>) {
  return c.get('services').account(c.get('caller').claims.sub);
}

/** @throws AppError `not_found` for what is no token of ours */
function accountOf(c: Context<EdgeEnv>, token: string) {
  const accountId = accountOfAppealLink(token);
  if (accountId === undefined) throw new AppError('not_found');
  return c.get('services').account(accountId);
}

function shown(found: Appealed) {
  if (found === 'unknown') throw new AppError('not_found');
  if (found === 'conflict') throw new AppError('conflict');
  return found;
}
