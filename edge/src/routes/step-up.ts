import {
  accessTokenDataSchema,
  codeSentDataSchema,
  sendFactorCodeRequestSchema,
  stepUpRequestSchema,
} from '@halobuzz/core/api/auth-factors';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { raiseSessionBy } from '../accounts/factors/raise-session.ts';
import { sendRequestedCode } from '../accounts/factors/send-factor-code.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { addressOf } from '../routing/address.ts';

const sendCode = createRoute({
  method: 'post',
  path: '/auth/step-up/send',
  summary: 'Have a code sent for a step-up',
  security: bearer,
  middleware: [credentialShield, authenticateForEnrolment],
  request: jsonRequest(sendFactorCodeRequestSchema),
  responses: {
    200: success(codeSentDataSchema, 'The code is on its way; one sent before stops working.'),
    ...problems('validation_failed', 'unauthenticated', 'not_found', 'recipient_refused', 'rate_limited'),
  },
});

const stepUp = createRoute({
  method: 'post',
  path: '/auth/step-up',
  summary: 'Prove again that it is you',
  description:
    'By any second factor; by the password only where the account has none. For five minutes afterwards the new access token opens what answers `step_up_required` to others.',
  security: bearer,
  middleware: [credentialShield, authenticateForEnrolment, addressBound('code_try')],
  request: jsonRequest(stepUpRequestSchema),
  responses: {
    200: success(accessTokenDataSchema, 'A new access token of the same session.'),
    ...problems(
      'validation_failed',
      'unauthenticated',
      'code_invalid',
      'passkey_rejected',
      'invalid_credentials',
      'mfa_required',
      'rate_limited',
      'hashing_busy',
    ),
  },
});

/** Step-up: a session's holder proves themselves anew, before what matters. */
export function stepUpRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(sendCode, async (c) => {
    const services = c.get('services');
    const { sub, sid } = c.get('caller').claims;
    const requested = await services.account(sub).requestStepUpCode(sid, c.req.valid('json').factorId);
    const gone = (retryAfterMs: number) => new AppError('rate_limited', { retryAfterMs });
    const data = await sendRequestedCode(services, requested, addressOf(c.req.raw), gone);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(stepUp, async (c) => {
    const services = c.get('services');
    const { sub, sid } = c.get('caller').claims;
    const work = raiseSessionBy(services, { accountId: sub, sessionId: sid }, c.req.valid('json'));
    c.executionCtx.waitUntil(work.catch(() => undefined));
    return c.json({ success: true as const, data: await work }, 200);
  });
}
