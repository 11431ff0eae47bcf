import {
  addEmailFactorRequestSchema,
  addSmsFactorRequestSchema,
  backupCodesDataSchema,
  beginTotpRequestSchema,
  confirmFactorRequestSchema,
  factorAddedDataSchema,
  factorIdSchema,
  factorListDataSchema,
  factorSchema,
  renameFactorRequestSchema,
  sentCodeEnrolmentDataSchema,
  totpEnrolmentDataSchema,
} from '@halobuzz/core/api/auth-factors';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  beginEmailFactor,
  beginSmsFactor,
  beginTotpFactor,
  confirmNewFactor,
  factorList,
  newBackupCodes,
  removeOwnFactor,
  renameOwnFactor,
} from '../accounts/factors/own-factors.ts';
import { bearer, emptyRequest, jsonRequest, optionalJsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { requireStepUp } from '../middleware/step-up.ts';
import { addressOf } from '../routing/address.ts';

const changing = [credentialShield, authenticateForEnrolment, requireStepUp];
const factorParams = z.strictObject({ id: factorIdSchema });
const always = ['validation_failed', 'unauthenticated', 'session_revoked', 'step_up_required', 'rate_limited'] as const;

const list = createRoute({
  method: 'get',
  path: '/auth/mfa',
  summary: 'Your second factors',
  security: bearer,
  middleware: [authenticateForEnrolment],
  responses: {
    200: success(factorListDataSchema, 'Factors, the oldest first, and how many backup codes are left.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const beginTotp = createRoute({
  method: 'post',
  path: '/auth/mfa/totp',
  summary: 'Begin an authenticator app',
  description: 'The secret counts for nothing until its first code is confirmed, within ten minutes.',
  security: bearer,
  middleware: changing,
  request: optionalJsonRequest(beginTotpRequestSchema),
  responses: {
    200: success(totpEnrolmentDataSchema, 'The secret, to be scanned or typed.'),
    ...problems(...always, 'conflict'),
  },
});

const beginSms = createRoute({
  method: 'post',
  path: '/auth/mfa/sms',
  summary: 'Begin a telephone number',
  security: bearer,
  middleware: changing,
  request: jsonRequest(addSmsFactorRequestSchema),
  responses: {
    200: success(sentCodeEnrolmentDataSchema, 'A code is on its way to the number.'),
    ...problems(...always, 'conflict', 'email_unverified', 'recipient_refused'),
  },
});

const beginEmail = createRoute({
  method: 'post',
  path: '/auth/mfa/email',
  summary: 'Begin codes by e-mail',
  description: 'They go to the verified address of the account, and follow it when it changes.',
  security: bearer,
  middleware: changing,
  request: optionalJsonRequest(addEmailFactorRequestSchema),
  responses: {
    200: success(sentCodeEnrolmentDataSchema, 'A code is on its way to the address.'),
    ...problems(...always, 'conflict', 'email_unverified'),
  },
});

const confirm = createRoute({
  method: 'post',
  path: '/auth/mfa/factors/{id}/confirm',
  summary: 'Confirm a new factor with its first code',
  description: 'The first factor of an account brings ten backup codes, shown here and never again.',
  security: bearer,
  middleware: changing,
  request: { params: factorParams, ...jsonRequest(confirmFactorRequestSchema) },
  responses: {
    201: success(factorAddedDataSchema, 'From now on sign-ins need it, or another; trusted devices are asked anew.'),
    ...problems(...always, 'code_invalid', 'conflict'),
  },
});

const rename = createRoute({
  method: 'post',
  path: '/auth/mfa/factors/{id}/rename',
  summary: 'Rename a factor',
  security: bearer,
  middleware: changing,
  request: { params: factorParams, ...jsonRequest(renameFactorRequestSchema) },
  responses: { 200: success(factorSchema, 'The factor.'), ...problems(...always, 'not_found') },
});

const remove = createRoute({
  method: 'delete',
  path: '/auth/mfa/factors/{id}',
  summary: 'Remove a factor',
  description: 'With the last one the backup codes go too.',
  security: bearer,
  middleware: changing,
  request: { params: factorParams },
  responses: {
    200: success(z.strictObject({ removed: z.literal(true) }), 'It proves nothing any more.'),
    ...problems(...always, 'not_found'),
  },
});

const backupCodes = createRoute({
  method: 'post',
  path: '/auth/mfa/backup-codes',
  summary: 'Make new backup codes',
  description: 'Ten, each good once; those from before stop working. They are shown here and never again.',
  security: bearer,
  middleware: changing,
  request: emptyRequest,
  responses: {
    201: success(backupCodesDataSchema, 'The codes.'),
    ...problems(...always, 'mfa_enrolment_required'),
  },
});

/** Managing one's own second factors; every change needs a step-up. */
export function factorRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const data = await factorList(c.get('services'), c.get('caller'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(beginTotp, async (c) => {
    const data = await beginTotpFactor(c.get('services'), c.get('caller'), c.req.valid('json').label);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(beginSms, async (c) => {
    const { phone, label } = c.req.valid('json');
    const data = await beginSmsFactor(c.get('services'), c.get('caller'), phone, label, addressOf(c.req.raw));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(beginEmail, async (c) => {
    const { label } = c.req.valid('json');
    const data = await beginEmailFactor(c.get('services'), c.get('caller'), label, addressOf(c.req.raw));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(confirm, async (c) => {
    const { id } = c.req.valid('param');
    const data = await confirmNewFactor(c.get('services'), c.get('caller'), id, c.req.valid('json').code);
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(rename, async (c) => {
    const { id } = c.req.valid('param');
    const data = await renameOwnFactor(c.get('services'), c.get('caller'), id, c.req.valid('json').label);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(remove, async (c) => {
    await removeOwnFactor(c.get('services'), c.get('caller'), c.req.valid('param').id);
    return c.json({ success: true as const, data: { removed: true as const } }, 200);
  });

  app.openapi(backupCodes, async (c) => {
    const data = { backupCodes: await newBackupCodes(c.get('services'), c.get('caller')) };
    return c.json({ success: true as const, data }, 201);
  });
}
