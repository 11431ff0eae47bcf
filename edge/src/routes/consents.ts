import {
  consentHistorySchema,
  consentReceiptSchema,
  consentsQuerySchema,
  consentsSchema,
  type DecideConsentsRequest,
  decideConsentsRequestSchema,
  decidedConsentsSchema,
  receiptParamSchema,
  unsubscribeRequestSchema,
} from '@halobuzz/core/api/consents';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { answerProblem, type ConsentDecision } from '@halobuzz/core/privacy/consent';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { DecidedConsents } from '../accounts/consents/consent-acts.ts';
import { receiptOf, shownNotices, shownStates } from '../accounts/consents/consent-answers.ts';
import { accountOfUnsubscribeToken } from '../accounts/consents/unsubscribe-token.ts';
import { bearer, jsonRequest, problems, signedIn, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { newestFirst, pageOfList } from '../http/list-page.ts';
import { authenticate } from '../middleware/authenticate.ts';
import type { Services } from '../services.ts';

const show = createRoute({
  method: 'get',
  path: '/privacy/consents',
  summary: 'What you agreed to, and what you may be asked',
  description:
    'Nothing is agreed to unless you said so: using the service or accepting its terms is no consent. Show a notice word for word, with both answers alike and none chosen before; ask where `askAgain` is true.',
  security: bearer,
  middleware: [authenticate],
  request: { query: consentsQuerySchema },
  responses: {
    200: success(consentsSchema, 'Notices and how you stand to them.'),
    ...problems('validation_failed', ...signedIn),
  },
});

const decide = createRoute({
  method: 'put',
  path: '/privacy/consents',
  summary: 'Agree, refuse or withdraw',
  description:
    'Effective at once. Name the version and the hash of the text that was shown. Saying the same again adds nothing. Withdrawing is never refused; agreeing is bounded, and not open to a minor whom no parent allowed the account.',
  security: bearer,
  middleware: [authenticate],
  request: jsonRequest(decideConsentsRequestSchema),
  responses: {
    200: success(decidedConsentsSchema, 'How you stand now, and a receipt for each decision.'),
    ...problems('validation_failed', ...signedIn, 'parent_consent_required', 'consents_full', 'rate_limited'),
  },
});

const history = createRoute({
  method: 'get',
  path: '/privacy/consents/history',
  summary: 'Everything you ever decided, newest first',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: { 200: success(consentHistorySchema, 'A page.'), ...problems('validation_failed', ...signedIn) },
});

const receipt = createRoute({
  method: 'get',
  path: '/privacy/consents/receipts/{id}',
  summary: 'Proof of one decision of yours',
  security: bearer,
  middleware: [authenticate],
  request: { params: receiptParamSchema },
  responses: {
    200: success(consentReceiptSchema, 'With the text that was shown.'),
    ...problems('validation_failed', ...signedIn, 'not_found'),
  },
});

const unsubscribe = createRoute({
  method: 'post',
  path: '/privacy/unsubscribe',
  summary: 'End marketing mails by the link of one',
  description: 'Without signing in: the token of the link says whose they are. May be repeated.',
  request: jsonRequest(unsubscribeRequestSchema),
  responses: { 200: success(z.strictObject({}), 'No more are sent.'), ...problems('validation_failed') },
});

const oneClick = createRoute({
  method: 'post',
  path: '/privacy/unsubscribe/{token}',
  summary: 'The same by a mail program',
  description:
    'What `List-Unsubscribe` names (RFC 8058): a mail program posts to it, with a body that says nothing new.',
  request: { params: unsubscribeRequestSchema },
  responses: { 200: success(z.strictObject({}), 'No more are sent.'), ...problems('validation_failed') },
});

/** Mail programs post a form; it is left unread, so this stands before everything that reads bodies. */
export function oneClickUnsubscribeRoute(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(oneClick, async (c) => {
    await endMarketing(c.get('services'), c.req.valid('param').token);
    return c.json({ success: true as const, data: {} }, 200);
  });
}

/** What people agree to. Every decision stands with the account itself, and is asked there. */
export function consentRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(show, async (c) => {
    const { services, caller } = c.var;
    const standings = await services.account(caller.claims.sub).consents();
    const notices = shownNotices(c.req.valid('query').locale);
    return c.json({ success: true as const, data: { notices, items: shownStates(standings) } }, 200);
  });

  app.openapi(decide, async (c) => {
    const { services, caller } = c.var;
    const request = c.req.valid('json');
    assertShown(request);
    const { decisions: answers, ...rest } = request;
    const account = services.account(caller.claims.sub);
    const decisions = decisionsOf(await account.decideConsents({ answers, ...rest }));
    // Seen here at once; where it matters the account itself is asked.
    services.states.forget(caller.claims.sub, caller.claims.sid);
    const items = shownStates(await account.consents());
    const data = { notices: shownNotices(request.locale), items, receipts: decisions.map(receiptOf) };
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(history, async (c) => {
    const { services, caller } = c.var;
    const all = await services.account(caller.claims.sub).consentHistory();
    const key = (one: ConsentDecision): string => newestFirst(one.decidedAtMs, one.consentType);
    const { items, ...next } = pageOfList(all, key, c.req.valid('query'));
    return c.json({ success: true as const, data: { items: items.map(receiptOf), ...next } }, 200);
  });

  app.openapi(receipt, async (c) => {
    const { services, caller } = c.var;
    const { id } = c.req.valid('param');
    const all = await services.account(caller.claims.sub).consentHistory();
    const found = all.find((decision) => decision.receiptId === id);
    if (found === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data: receiptOf(found) }, 200);
  });

  app.openapi(unsubscribe, async (c) => {
    await endMarketing(c.get('services'), c.req.valid('json').token);
    return c.json({ success: true as const, data: {} }, 200);
  });
}

/** @throws AppError `validation_failed` naming the decision that was made to a text that we never showed */
function assertShown({ decisions, locale }: DecideConsentsRequest): void {
  for (const [at, decision] of decisions.entries()) {
    const problem = answerProblem(decision, locale);
    if (problem !== undefined) throw invalidField(`decisions.${at}.${problem.field}`, problem.message);
  }
}

function decisionsOf(decided: DecidedConsents): readonly ConsentDecision[] {
  switch (decided.kind) {
    case 'decided':
      return decided.decisions;
    case 'absent':
      throw new AppError('session_revoked');
    case 'barred':
      throw new AppError('parent_consent_required');
    case 'full':
      throw new AppError('consents_full');
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: decided.retryAfterMs });
    default:
      return decided satisfies never;
  }
}

/** @throws AppError `validation_failed` for a token that we did not make */
async function endMarketing({ config, account }: Pick<Services, 'config' | 'account'>, token: string): Promise<void> {
  const accountId = await accountOfUnsubscribeToken(config, token);
  if (accountId === undefined) throw invalidField('token', 'must be the one of a mail that we sent');
  await account(accountId).withdrawMarketing();
}
