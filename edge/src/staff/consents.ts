import { accountParamSchema } from '@halobuzz/core/api/admin';
import { staffConsentsSchema } from '@halobuzz/core/api/consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { receiptOf, shownStates } from '../accounts/consents/consent-answers.ts';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { requireOpened } from './opened.ts';
import { reading, staffProblems } from './staff-access.ts';

const ofAccount = createRoute({
  method: 'get',
  path: '/admin/accounts/{id}/consents',
  summary: 'Proof of what an account agreed to',
  description:
    'Only after a reason was given: `open`. The look-up is audited, whether there is such an account or not.',
  security: bearer,
  middleware: reading('see_consents'),
  request: { params: accountParamSchema },
  responses: {
    200: success(staffConsentsSchema, 'How it stands, all its decisions, and those of parents.'),
    ...problems('validation_failed', ...staffProblems, 'reason_required', 'not_found'),
  },
});

/** Proof of what people agreed to, for who answers them. */
export function consentRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(ofAccount, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'consents');
    const account = services.account(id);
    const found = (await account.staffView()) !== undefined;
    const own = services.account(caller.claims.sub);
    await own.recordOwnAct({ action: 'consents.read', subject: id, details: { found } }, requestId);
    if (!found) throw new AppError('not_found');
    const [standings, all, parents] = await Promise.all([
      account.consents(),
      account.consentHistory(),
      account.parentDecisions(),
    ]);
    const data = { items: shownStates(standings), history: all.map(receiptOf), parents };
    return c.json({ success: true as const, data }, 200);
  });
}
