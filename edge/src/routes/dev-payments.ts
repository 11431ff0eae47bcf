import { internalPaths } from '@halobuzz/core/api/internal';
import { paymentParamSchema, paymentViewSchema, sandboxActSchema, sandboxActs } from '@halobuzz/core/api/payments';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { page } from '../http/page.ts';

const sandboxPayment = z.strictObject({ payment: paymentViewSchema, told: z.array(z.string()) });
const onePayment = z.strictObject({ payment: paymentViewSchema });

const act = createRoute({
  method: 'post',
  path: '/dev/payments/{id}',
  summary: 'What the sandbox makes of a payment (development only)',
  description: 'Approve, decline, refund, dispute: the sandbox then sends its webhook, as a provider would.',
  request: { params: paymentParamSchema, ...jsonRequest(sandboxActSchema) },
  responses: {
    200: success(onePayment, 'The payment as it stands.'),
    ...problems('validation_failed', 'payment_not_found', 'conflict'),
  },
});

/** Development only: the sandbox's payments, for people and for bots. */
export function devPaymentRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(act, async (c) => {
    const { services, requestId } = c.var;
    const path = internalPaths.sandboxPayment(c.req.valid('param').id);
    const body = c.req.valid('json');
    const data = await services.origin.call({ method: 'POST', path, body, requestId }, onePayment);
    return c.json({ success: true as const, data }, 200);
  });
}

/** The page of one payment; its script (edge/pages/sandbox-payment.ts) makes a call of each button. */
export function devPaymentPages(app: Hono<EdgeEnv>): void {
  app.get('/dev/payments/:id', async (c) => {
    const { services, requestId } = c.var;
    const known = paymentParamSchema.safeParse(c.req.param());
    if (!known.success) throw new AppError('payment_not_found');
    const path = internalPaths.sandboxPayment(known.data.id);
    const data = await services.origin.call({ method: 'GET', path, requestId }, sandboxPayment);
    return c.html(page('Sandbox payment', paymentPage(data)));
  });
}

const words = {
  ...{ approve: 'Pay', decline: 'Decline', refund: 'Refund the rest', refund_half: 'Refund half' },
  ...{ fail_refund: 'Let the last refund fail', dispute: 'Dispute', win: 'Win the dispute', lose: 'Lose the dispute' },
} as const satisfies Record<(typeof sandboxActs)[number], string>;

function paymentPage({ payment, told }: z.infer<typeof sandboxPayment>) {
  return html`
    <p class="meta">No money moves here. Each button does what a buyer or a bank would do.</p>
    <article>
      <h2>${payment.coins} coins</h2>
      <p>${payment.amount} ${payment.currency}, minor units · <b>${payment.status}</b></p>
      <p class="meta">Told so far: ${told.length === 0 ? 'nothing' : told.join(', ')}.</p>
      <div data-payment="${payment.id}">
        ${sandboxActs.map((name) => html`<button type="button" data-act="${name}">${words[name]}</button> `)}
      </div>
      <p role="status"></p>
    </article>
    <script type="module" src="/pages/sandbox-payment.js"></script>
  `;
}
