import { privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import {
  minorSchema,
  parentDecisionRequestSchema,
  parentDecisionSchema,
  parentRequestSchema,
  privacySettingsSchema,
} from '@halobuzz/core/api/privacy-requests';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { requestParentConsent, takeParentDecision } from '../accounts/minors/parent-consent.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { actorOf, authenticate, authenticateToObject } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';

const settings = createRoute({
  method: 'get',
  path: '/privacy/settings',
  summary: 'What may be done with your data beyond what you use',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(privacySettingsSchema, 'As they are; nothing is objected to at first.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const change = createRoute({
  method: 'put',
  path: '/privacy/settings',
  summary: 'Object to recommendations or profiling, or restrict what is done with your data',
  description:
    'Without `recommendations` you are left out of trending and top hosts, and what you follow and watch recommends nothing. Without `profiling` no fraud rule stops you before a person has looked. `restricted`: your profile is in no search and no list, you are sent no notifications and no news, nothing is counted about your use. What the law and what you buy ask for goes on.',
  security: bearer,
  middleware: [authenticate],
  request: jsonRequest(privacySettingsSchema),
  responses: {
    200: success(privacySettingsSchema, 'In force.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const minor = createRoute({
  method: 'get',
  path: '/privacy/minor',
  summary: 'Whether you are old enough, or a parent has to allow your account',
  description: 'Also for who is hidden and signed out for their age, until the account is erased.',
  security: bearer,
  middleware: [authenticateToObject],
  responses: {
    200: success(minorSchema, 'By the birth date you said and the country you signed up from.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const askParent = createRoute({
  method: 'post',
  path: '/privacy/parent',
  summary: 'Have a parent asked',
  description:
    'They get a mail with one code to answer, good for seven days, and one to take a consent back. We do not keep their address.',
  security: bearer,
  middleware: [credentialShield, authenticateToObject, addressBound('mail_send')],
  request: jsonRequest(parentRequestSchema),
  responses: {
    202: success(minorSchema, 'The mail is on its way.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'session_revoked'] as const),
      ...(['parent_not_needed', 'rate_limited', 'recipient_refused'] as const),
    ),
  },
});

const parentDecision = createRoute({
  method: 'post',
  path: '/privacy/parent/decision',
  summary: 'Answer as a parent',
  description:
    'With a code of the mail, without an account. Refusing, or taking a consent back, hides the account, signs it out, and its erasure begins 14 days later.',
  middleware: [credentialShield, addressBound('code_try')],
  request: jsonRequest(parentDecisionRequestSchema),
  responses: {
    200: success(parentDecisionSchema, 'Your answer is kept under this id.'),
    ...problems('validation_failed', 'code_invalid', 'rate_limited'),
  },
});

/** What somebody decides about the use of their data, and what a parent decides for a child. */
export function privacySettingsRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(settings, async (c) => {
    const { services, caller } = c.var;
    const data = await services.account(caller.claims.sub).privacySettings();
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(change, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const wanted = c.req.valid('json');
    // First where it cannot follow from the account's projection: the origin knows no account's subject.
    const request = {
      method: 'PUT',
      path: privacyRequestPaths.profiling,
      body: { allowed: wanted.profiling },
    } as const;
    await services.origin.call({ ...request, actor: actorOf(caller, country), requestId }, z.strictObject({}));
    const data = await services.account(caller.claims.sub).changePrivacySettings(wanted);
    if (data === undefined) throw new AppError('session_revoked');
    services.states.forget(caller.claims.sub, caller.claims.sid);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(minor, async (c) => {
    const { services, caller } = c.var;
    const data = await services.account(caller.claims.sub).minor();
    if (data === undefined) throw new AppError('session_revoked');
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(askParent, async (c) => {
    const { services, caller } = c.var;
    await requestParentConsent(services, caller.claims.sub, c.req.valid('json').email);
    const data = await services.account(caller.claims.sub).minor();
    if (data === undefined) throw new AppError('session_revoked');
    return c.json({ success: true as const, data }, 202);
  });

  app.openapi(parentDecision, async (c) => {
    const data = await takeParentDecision(c.var.services, c.req.valid('json'));
    return c.json({ success: true as const, data }, 200);
  });
}
