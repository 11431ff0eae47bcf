import { issuedTokensSchema } from '@halobuzz/core/api/auth';
import { factorAddedDataSchema } from '@halobuzz/core/api/auth-factors';
import {
  addPasskeyRequestSchema,
  passkeyChallengeRequestSchema,
  passkeyCreationOptionsSchema,
  passkeyCreationRequestSchema,
  passkeyListDataSchema,
  passkeyRequestOptionsSchema,
  passkeySignInRequestSchema,
} from '@halobuzz/core/api/auth-passkeys';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import {
  addOwnPasskey,
  challengePasskeyOptions,
  passkeyCreationOptions,
  passkeyList,
  stepUpPasskeyOptions,
} from '../accounts/passkeys/own-passkeys.ts';
import { passkeySignInOptions, signInWithPasskey } from '../accounts/passkeys/sign-in-by-passkey.ts';
import { bearer, emptyRequest, jsonRequest, optionalJsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { requireStepUp } from '../middleware/step-up.ts';
import { clientHeaders, handOver } from '../middleware/web-session.ts';
import { addressOf } from '../routing/address.ts';

const USER_AGENT_CHARS_MAX = 256;

const changing = [credentialShield, authenticateForEnrolment, requireStepUp];
const always = ['validation_failed', 'unauthenticated', 'session_revoked', 'rate_limited'] as const;

const list = createRoute({
  method: 'get',
  path: '/auth/passkeys',
  summary: 'Your passkeys',
  description: 'They are second factors too: renamed and removed under `/auth/mfa/factors`.',
  security: bearer,
  middleware: [authenticateForEnrolment],
  responses: {
    200: success(passkeyListDataSchema, 'Passkeys, the oldest first.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const creationOptions = createRoute({
  method: 'post',
  path: '/auth/passkeys/options',
  summary: 'Begin a passkey',
  description:
    'Options for `navigator.credentials.create`, good once, for five minutes and this session. `passwordless` (the default) asks for a passkey that is found without a name and verifies its user; `second_factor` takes any.',
  security: bearer,
  middleware: changing,
  request: optionalJsonRequest(passkeyCreationRequestSchema),
  responses: {
    200: success(passkeyCreationOptionsSchema, 'For `PublicKeyCredential.parseCreationOptionsFromJSON`.'),
    ...problems(...always, 'step_up_required', 'conflict'),
  },
});

const add = createRoute({
  method: 'post',
  path: '/auth/passkeys',
  summary: 'Add a passkey',
  description: 'What `navigator.credentials.create` gave, through `toJSON()`. A passkey stands on one account only.',
  security: bearer,
  middleware: changing,
  request: jsonRequest(addPasskeyRequestSchema),
  responses: {
    201: success(factorAddedDataSchema, 'It confirms sign-ins from now on; the first factor brings backup codes.'),
    ...problems(...always, 'step_up_required', 'passkey_rejected', 'conflict'),
  },
});

const challengeOptions = createRoute({
  method: 'post',
  path: '/auth/passkeys/challenge/options',
  summary: 'Ask for a passkey to finish a sign-in',
  description:
    'Options for `navigator.credentials.get`, good once and for this challenge only. The answer goes to `/auth/mfa/verify`.',
  middleware: [credentialShield],
  request: jsonRequest(passkeyChallengeRequestSchema),
  responses: {
    200: success(passkeyRequestOptionsSchema, 'For `PublicKeyCredential.parseRequestOptionsFromJSON`.'),
    ...problems(
      'validation_failed',
      'challenge_invalid',
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'not_found',
      'rate_limited',
    ),
  },
});

const stepUpOptions = createRoute({
  method: 'post',
  path: '/auth/passkeys/step-up/options',
  summary: 'Ask for a passkey for a step-up',
  description:
    'Options for `navigator.credentials.get`, good once and for this session only. The answer goes to `/auth/step-up`.',
  security: bearer,
  middleware: [credentialShield, authenticateForEnrolment],
  request: emptyRequest,
  responses: {
    200: success(passkeyRequestOptionsSchema, 'For `PublicKeyCredential.parseRequestOptionsFromJSON`.'),
    ...problems(...always, 'not_found'),
  },
});

const signInOptions = createRoute({
  method: 'post',
  path: '/auth/passkeys/sign-in/options',
  summary: 'Begin a sign-in by passkey',
  description:
    'Options for `navigator.credentials.get`, without naming anybody. Asked for with a DPoP proof, they are good for that key only.',
  middleware: [credentialShield],
  request: emptyRequest,
  responses: {
    200: success(passkeyRequestOptionsSchema, 'For `PublicKeyCredential.parseRequestOptionsFromJSON`.'),
    ...problems('use_dpop_nonce', 'invalid_dpop_proof', 'rate_limited'),
  },
});

const signIn = createRoute({
  method: 'post',
  path: '/auth/passkeys/sign-in',
  summary: 'Sign in by passkey',
  description:
    'No password, and no second factor: the passkey is the one, and has verified its user for the other. Unknown passkeys and wrong answers answer alike.',
  middleware: [credentialShield],
  request: { headers: clientHeaders, ...jsonRequest(passkeySignInRequestSchema) },
  responses: {
    200: success(issuedTokensSchema, 'Signed in.'),
    ...problems(
      'validation_failed',
      'passkey_rejected',
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'account_banned',
      'rate_limited',
    ),
  },
});

/** Passkeys (WebAuthn): as second factor, and as the only one. */
export function passkeyRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const data = await passkeyList(c.get('services'), c.get('caller'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(creationOptions, async (c) => {
    const { use } = c.req.valid('json');
    const data = await passkeyCreationOptions(c.get('services'), c.get('caller'), use, c.req.header('origin'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(add, async (c) => {
    const { credential, label } = c.req.valid('json');
    const work = addOwnPasskey(c.get('services'), c.get('caller'), credential, label);
    // A caller who hangs up must not leave the credential reserved and the account without it.
    c.executionCtx.waitUntil(work.catch(() => undefined));
    return c.json({ success: true as const, data: await work }, 201);
  });

  app.openapi(challengeOptions, async (c) => {
    const services = c.get('services');
    const { challengeId, device } = c.req.valid('json');
    const keyProof = await services.dpop.read(c.req.raw);
    const presented = { challengeId, device: device?.id, keyProof };
    const data = await challengePasskeyOptions(services, presented, c.req.header('origin'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(stepUpOptions, async (c) => {
    const data = await stepUpPasskeyOptions(c.get('services'), c.get('caller'), c.req.header('origin'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(signInOptions, async (c) => {
    const services = c.get('services');
    const { jkt } = await services.dpop.read(c.req.raw);
    const data = await passkeySignInOptions(services, c.req.header('origin'), jkt);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(signIn, async (c) => {
    const services = c.get('services');
    const { credential, device } = c.req.valid('json');
    const work = signInWithPasskey(services, {
      credential,
      device,
      defer: (later) => c.executionCtx.waitUntil(later),
      userAgent: (c.req.header('user-agent') ?? '').slice(0, USER_AGENT_CHARS_MAX),
      ipAddress: addressOf(c.req.raw),
      country: c.get('country'),
      keyProof: await services.dpop.read(c.req.raw),
    });
    c.executionCtx.waitUntil(work.catch(() => undefined));
    return c.json({ success: true as const, data: await handOver(c, await work) }, 200);
  });
}
