import { issuedTokensSchema } from '@halobuzz/core/api/auth';
import {
  codeSentDataSchema,
  sendChallengeCodeRequestSchema,
  verifyFactorRequestSchema,
} from '@halobuzz/core/api/auth-factors';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { sendChallengeCode, verifySecondFactor } from '../accounts/sign-in/second-factor.ts';
import { jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { clientHeaders, handOver } from '../middleware/web-session.ts';
import { addressOf } from '../routing/address.ts';

const sendCode = createRoute({
  method: 'post',
  path: '/auth/mfa/challenge/send',
  summary: 'Have a code sent for a sign-in',
  description: 'By SMS or e-mail, to one of the methods that the sign-in answered with a `factorId`.',
  middleware: [credentialShield],
  request: jsonRequest(sendChallengeCodeRequestSchema),
  responses: {
    200: success(codeSentDataSchema, 'The code is on its way; one sent before stops working.'),
    ...problems(
      'validation_failed',
      'challenge_invalid',
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'not_found',
      'recipient_refused',
      'rate_limited',
    ),
  },
});

const verify = createRoute({
  method: 'post',
  path: '/auth/mfa/verify',
  summary: 'Finish a sign-in with a second factor',
  description:
    'A challenge is good once, for five minutes and five tries, on the device that signed in. Too many wrong codes in a row pause codes for the account; backup codes still work.',
  middleware: [credentialShield, addressBound('code_try')],
  request: { headers: clientHeaders, ...jsonRequest(verifyFactorRequestSchema) },
  responses: {
    200: success(issuedTokensSchema, 'Signed in.'),
    ...problems(
      'validation_failed',
      'challenge_invalid',
      'code_invalid',
      'passkey_rejected',
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'account_banned',
      'erasure_pending',
      'rate_limited',
    ),
  },
});

/** The second step of a sign-in. Nobody is signed in here: the challenge alone says whose it is. */
export function secondFactorRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(sendCode, async (c) => {
    const services = c.get('services');
    const { challengeId, device, factorId } = c.req.valid('json');
    const keyProof = await services.dpop.read(c.req.raw);
    const presented = { challengeId, device: device?.id, keyProof };
    const data = await sendChallengeCode(services, presented, factorId, addressOf(c.req.raw));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(verify, async (c) => {
    const services = c.get('services');
    const { challengeId, device, ...proof } = c.req.valid('json');
    const keyProof = await services.dpop.read(c.req.raw);
    const work = verifySecondFactor(services, { challengeId, device: device?.id, keyProof }, proof);
    // A caller who hangs up must not lose the answer to a code that was spent for it half-way.
    c.executionCtx.waitUntil(work.catch(() => undefined));
    return c.json({ success: true as const, data: await handOver(c, await work) }, 200);
  });
}
