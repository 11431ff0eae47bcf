import { AppError } from '@halobuzz/core/errors/app-error';
import { fieldMessage } from '@halobuzz/core/errors/field-messages';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { z } from 'zod';
import { publicAnswers } from './caching/public-answers.ts';
import type { EdgeEnv } from './http/edge-env.ts';
import { problemResponse } from './http/problem-response.ts';
import { logRefusal } from './http/refusal-log.ts';
import { crossOrigin } from './middleware/cross-origin.ts';
import { dpopNonce } from './middleware/dpop-nonce.ts';
import { jsonBody } from './middleware/json-body.ts';
import { requestContext } from './middleware/request-context.ts';
import { requireHttps } from './middleware/require-https.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { webSession } from './middleware/web-session.ts';
import { accountRoutes } from './routes/account.ts';
import { adminRoutes } from './routes/admin.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { appLinkRoutes } from './routes/app-links.ts';
import { authRoutes } from './routes/auth.ts';
import { battleRoutes } from './routes/battles.ts';
import { birthDateRoutes } from './routes/birth-date.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { consentRoutes, oneClickUnsubscribeRoute } from './routes/consents.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { devMailboxRoutes } from './routes/dev-mailbox.ts';
import { devPaymentPages, devPaymentRoutes } from './routes/dev-payments.ts';
import { deviceRoutes } from './routes/devices.ts';
import { discoveryRoutes } from './routes/discovery.ts';
import { docsRoutes } from './routes/docs/docs-routes.ts';
import { erasureRoutes } from './routes/erasure.ts';
import { exportRoutes } from './routes/exports.ts';
import { factorRoutes } from './routes/factors.ts';
import { financeRoutes } from './routes/finance.ts';
import { fraudRoutes } from './routes/fraud.ts';
import { hostRoutes } from './routes/hosts.ts';
import { imageRoutes, imageUploadRoutes } from './routes/images.ts';
import { legalRoutes } from './routes/legal.ts';
import { legalPages } from './routes/legal-pages.ts';
import { mediaEventRoutes, mediaRoutes } from './routes/media.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { operationsRoutes } from './routes/operations.ts';
import { operatorRoutes } from './routes/operator.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { paymentRoutes } from './routes/payments.ts';
import { payoutRoutes } from './routes/payouts.ts';
import { peopleRoutes } from './routes/people.ts';
import { privacyRequestRoutes } from './routes/privacy-requests.ts';
import { privacySettingsRoutes } from './routes/privacy-settings.ts';
import { regionRoutes } from './routes/regions.ts';
import { sanctionRoutes } from './routes/sanctions.ts';
import { secondFactorRoutes } from './routes/second-factor.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { spendingRoutes } from './routes/spending.ts';
import { stepUpRoutes } from './routes/step-up.ts';
import { streamLifeRoutes } from './routes/stream-life.ts';
import { streamRoutes } from './routes/streams.ts';
import { walletRoutes } from './routes/wallet.ts';
import { serveWebApp } from './routes/web-app.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { Services } from './services.ts';

export const API_BASE = '/api/v1';

/** The public HTTP API alone, under its base path; also what the OpenAPI document is made from. */
export function createApi(development: boolean): OpenAPIHono<EdgeEnv> {
  // Hono applies the schemas itself and takes no options for it, so the words are set for the whole isolate.
  z.config({ customError: fieldMessage });
  const api = new OpenAPIHono<EdgeEnv>({
    defaultHook(result) {
      if (!result.success) throw new AppError('validation_failed', { errors: fieldErrorsOf(result.error) });
    },
  }).basePath(API_BASE);
  // Before everything that reads bodies: a webhook is proven by its bytes.
  mediaEventRoutes(api);
  webhookRoutes(api);
  imageUploadRoutes(api);
  oneClickUnsubscribeRoute(api);
  api.use('/auth/*', webSession);
  api.use(jsonBody);
  authRoutes(api);
  accountRoutes(api);
  sessionRoutes(api);
  deviceRoutes(api);
  credentialRoutes(api);
  secondFactorRoutes(api);
  stepUpRoutes(api);
  factorRoutes(api);
  passkeyRoutes(api);
  discoveryRoutes(api);
  streamLifeRoutes(api);
  streamRoutes(api);
  battleRoutes(api);
  mediaRoutes(api);
  imageRoutes(api);
  hostRoutes(api);
  walletRoutes(api, development);
  spendingRoutes(api);
  fraudRoutes(api);
  paymentRoutes(api);
  if (development) devPaymentRoutes(api);
  payoutRoutes(api);
  financeRoutes(api);
  erasureRoutes(api);
  birthDateRoutes(api);
  privacySettingsRoutes(api);
  privacyRequestRoutes(api);
  exportRoutes(api);
  notificationRoutes(api);
  consentRoutes(api);
  analyticsRoutes(api);
  campaignRoutes(api);
  peopleRoutes(api);
  adminRoutes(api);
  sanctionRoutes(api);
  regionRoutes(api);
  legalRoutes(api);
  docsRoutes(api);
  return api;
}

/** The whole Worker: API, operations, development pages, web app. */
export function createApp(services: Services): Hono<EdgeEnv> {
  const development = services.config.environment === 'development';
  const app = new Hono<EdgeEnv>();
  app.use(securityHeaders(services.config));
  app.use(requestContext(services));
  app.use(requireHttps(services.config));
  app.use(crossOrigin(services.config));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed(c, methods) {
        const options = c.req.method === 'OPTIONS';
        const answer = options
          ? new Response(null, { status: 204 })
          : problemResponse(new AppError('method_not_allowed'), c.get('requestId'));
        answer.headers.set('allow', [...methods, 'OPTIONS'].join(', '));
        return answer;
      },
    }),
  );
  app.use(`${API_BASE}/*`, dpopNonce);
  app.use(publicAnswers(() => app.fetch));
  app.route('/', createApi(development));
  operationsRoutes(app);
  appLinkRoutes(app);
  legalPages(app);
  operatorRoutes(app);
  if (development) {
    devMailboxRoutes(app);
    devPaymentPages(app);
  }
  app.notFound(serveWebApp);
  app.onError(async (error, c) => {
    await logRefusal(c, error);
    return problemResponse(error, c.get('requestId'));
  });
  return app;
}
