import {
  cancelErasureRequestSchema,
  certificateParamSchema,
  certificateSchema,
  erasureBegunSchema,
  erasureCancelledSchema,
  erasureOutlookSchema,
  erasureRequestSchema,
} from '@halobuzz/core/api/erasure';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { requireStepUp } from '../middleware/step-up.ts';
import { askErasure, erasureOutlook } from '../privacy/erasure/ask-erasure.ts';
import { accountOfCancelToken } from '../privacy/erasure/cancel-tokens.ts';
import { readCertificate } from '../privacy/erasure/tombstones.ts';

const outlook = createRoute({
  method: 'get',
  path: '/privacy/erasure',
  summary: 'What erasing your account would do',
  description:
    'What stands in the way, the coins and diamonds that would be lost, and until when it could be taken back.',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(erasureOutlookSchema, 'As of now; nothing has happened.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const ask = createRoute({
  method: 'post',
  path: '/privacy/erasure',
  summary: 'Have your account erased',
  description:
    'You are hidden and signed out everywhere at once. Nothing is lost for 14 days, in which the mailed link or a sign-in takes it back; then everything is erased, store by store.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: jsonRequest(erasureRequestSchema),
  responses: {
    202: success(erasureBegunSchema, 'It is under way.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'step_up_required'),
    ...problems('erasure_blocked', 'conflict'),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/privacy/erasure/cancel',
  summary: 'Take an erasure back',
  description:
    'Without a session: by the token of the mail, or of a sign-in that was refused with `erasure_pending`. Works once.',
  middleware: [credentialShield, addressBound('code_try')],
  request: jsonRequest(cancelErasureRequestSchema),
  responses: {
    200: success(erasureCancelledSchema, 'The account is as it was; sign in again.'),
    ...problems('validation_failed', 'not_found', 'rate_limited'),
  },
});

const certificate = createRoute({
  method: 'get',
  path: '/privacy/certificates/{id}',
  summary: 'The certificate of an erasure',
  description: 'For whoever knows its id, which was in the last mail. It names nobody.',
  middleware: [credentialShield],
  request: { params: certificateParamSchema },
  responses: {
    200: success(certificateSchema, 'What was done, store by store.'),
    ...problems('validation_failed', 'not_found', 'rate_limited'),
  },
});

/** The right to be forgotten; docs/privacy/erasure.md. */
export function erasureRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(outlook, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const data = await erasureOutlook(services, { caller, actor: actorOf(caller, country), requestId });
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(ask, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const by = { caller, actor: actorOf(caller, country), requestId };
    const data = await askErasure(services, by, c.req.valid('json'));
    return c.json({ success: true as const, data }, 202);
  });

  app.openapi(cancel, async (c) => {
    const { token } = c.req.valid('json');
    const accountId = accountOfCancelToken(token);
    const account = accountId === undefined ? undefined : c.get('services').account(accountId);
    const handle = await account?.cancelErasure(token);
    if (handle === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data: { handle } }, 200);
  });

  app.openapi(certificate, async (c) => {
    const data = await readCertificate(c.env, c.req.valid('param').id);
    if (data === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data }, 200);
  });
}
