import { accountParamSchema, staffActRequestSchema } from '@halobuzz/core/api/admin';
import {
  endSessionRequestSchema,
  factorResetActSchema,
  removeDeviceRequestSchema,
  supportPersonSchema,
} from '@halobuzz/core/api/support';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { Permission } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { sendEmailCode } from '../accounts/email/email-verification.ts';
import type { FactorResetResult } from '../accounts/factors/factor-reset-acts.ts';
import { requireDone } from '../accounts/staff/change-staff-role.ts';
import type { StaffAct } from '../accounts/staff/staff-acts.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actBy } from './act-by.ts';
import { acting, staffProblems } from './staff-access.ts';
import { personOf } from './support-views.ts';

interface ActWords {
  readonly summary: string;
  readonly description: string;
}

function actRoute<P extends string, B extends z.ZodType>(
  path: P,
  permission: Permission,
  body: B,
  { summary, description }: ActWords,
  ...more: readonly ErrorCode[]
) {
  return createRoute({
    method: 'post',
    path: `/admin/accounts/{id}/${path}` as const,
    summary,
    description,
    security: bearer,
    middleware: acting(permission),
    request: { params: accountParamSchema, ...jsonRequest(body) },
    responses: {
      200: success(supportPersonSchema, 'The account as it is now.'),
      ...problems(
        'validation_failed',
        ...staffProblems,
        'step_up_required',
        'not_found',
        'staff_account',
        'not_yourself',
      ),
      ...problems(...more),
    },
  });
}

const endSession = actRoute('sessions/end', 'help_account', endSessionRequestSchema, {
  summary: 'End one session of somebody',
  description: 'Its sockets close within 2 s; its owner is told by mail.',
});
const removeDevice = actRoute('devices/remove', 'help_account', removeDeviceRequestSchema, {
  summary: 'Remove a device of somebody',
  description: 'Its sessions end, its trust is forgotten; the owner is told by mail.',
});
const unlock = actRoute('unlock', 'help_account', staffActRequestSchema, {
  summary: 'Lift the pauses of an account after wrong passwords and codes',
  description: 'Lets its owner try at once. Bounds by address stay.',
});
const verificationMail = actRoute(
  'verification-mail',
  'help_account',
  staffActRequestSchema,
  {
    summary: 'Send the mail that proves an address again',
    description: 'To the address of the account, and nowhere else. Nobody of ours sees the code.',
  },
  'conflict',
  'rate_limited',
);
const cancelErasure = actRoute(
  'erasure/cancel',
  'help_account',
  staffActRequestSchema,
  {
    summary: 'Take an erasure back for who asks for it',
    description: 'While that is possible. The account is as it was, but for its sessions; its owner is told by mail.',
  },
  'conflict',
);
const askReset = actRoute(
  'factor-reset',
  'reset_factors',
  staffActRequestSchema,
  {
    summary: 'Ask for all second factors of somebody to be removed',
    description:
      'For who lost all of them and whose identity you checked. Nothing happens before a second person approves it. Ends by itself after a week.',
  },
  'conflict',
);
const approveReset = actRoute(
  'factor-reset/approve',
  'reset_factors',
  factorResetActSchema,
  {
    summary: 'Approve the removal of all second factors',
    description:
      'Not by who asked. The owner is told at once; three days later factors, backup codes and sessions go, unless anybody stops it: using any factor does.',
  },
  'conflict',
  'approval_own',
);
const stopReset = actRoute(
  'factor-reset/stop',
  'reset_factors',
  factorResetActSchema,
  { summary: 'Stop the removal of all second factors', description: 'At any time before it happened.' },
  'conflict',
);

/** What support does for people, each act recorded with its reason where it happens. Nobody does any of it to themselves. */
export function supportActRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(endSession, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    const { sessionId } = c.req.valid('json');
    requireDone(await account.endSessionFor(by, sessionId));
    c.var.services.states.forget(id, sessionId);
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });

  app.openapi(removeDevice, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    requireDone(await account.removeDeviceFor(by, c.req.valid('json').deviceId));
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });

  app.openapi(unlock, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    // Recorded first: attempts to sign in are counted with the names, which keep no log.
    requireDone(await account.unlock(by));
    const digests = await account.signInDigests();
    await Promise.all(digests.map((digest) => c.var.services.name(digest).clearAttempts()));
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });

  app.openapi(verificationMail, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    if (!requireDone(await account.noteVerificationMail(by))) throw new AppError('conflict');
    if ((await sendEmailCode(c.var.services, id)) === 'verified_already') throw new AppError('conflict');
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });

  app.openapi(cancelErasure, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    if (!requireDone(await account.cancelErasureFor(by))) throw new AppError('conflict');
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });

  app.openapi(askReset, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    requireReset(await account.askFactorReset(by));
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });
  app.openapi(approveReset, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    requireReset(await account.approveFactorReset(by, c.req.valid('json').resetId));
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });
  app.openapi(stopReset, async (c) => {
    const { id, by, account } = helped(c, c.req.valid('param').id, c.req.valid('json').reason);
    requireReset(await account.stopFactorReset(by, c.req.valid('json').resetId));
    return c.json({ success: true as const, data: await shown(c, id) }, 200);
  });
}

/** Who is helped, and by whom. @throws AppError `not_yourself` */
function helped(c: Context<EdgeEnv>, id: string, reason: string) {
  const by: StaffAct = actBy(c, reason);
  if (by.actor === id) throw new AppError('not_yourself');
  return { id, by, account: c.var.services.account(id) };
}

async function shown(c: Context<EdgeEnv>, id: string) {
  const person = await personOf(c, id);
  if (person === undefined) throw new AppError('not_found');
  return person;
}

function requireReset(result: FactorResetResult): void {
  switch (result) {
    case 'done':
      return;
    case 'unknown':
      throw new AppError('not_found');
    case 'staff':
      throw new AppError('staff_account');
    case 'own':
      throw new AppError('approval_own');
    case 'stale':
    case 'unready':
      throw new AppError('conflict');
    default:
      result satisfies never;
  }
}
