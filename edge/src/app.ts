import { AppError } from '@halobuzz/core/errors/app-error';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { API_BASE, newApi } from './api.ts';
import { publicAnswers } from './caching/public-answers.ts';
import type { EdgeEnv } from './http/edge-env.ts';
import { problemResponse } from './http/problem-response.ts';
import { logRefusal } from './http/refusal-log.ts';
import { crossOrigin } from './middleware/cross-origin.ts';
import { dpopNonce } from './middleware/dpop-nonce.ts';
import { jsonBody } from './middleware/json-body.ts';
import { measureRequests } from './middleware/measure-requests.ts';
import { requestContext } from './middleware/request-context.ts';
import { requireHttps } from './middleware/require-https.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { outOfMaintenance } from './middleware/unpaused.ts';
import { webSession } from './middleware/web-session.ts';
import { accountRoutes } from './routes/account.ts';
import { accountSanctionRoutes } from './routes/account-sanctions.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { appLinkRoutes } from './routes/app-links.ts';
import { authRoutes } from './routes/auth.ts';
import { battleRoutes } from './routes/battles.ts';
import { birthDateRoutes } from './routes/birth-date.ts';
import { challengePages } from './routes/challenge-page.ts';
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
import { hostRoutes } from './routes/hosts.ts';
import { imageRoutes, imageUploadRoutes } from './routes/images.ts';
import { legalRoutes } from './routes/legal.ts';
import { legalPages } from './routes/legal-pages.ts';
import { mediaEventRoutes, mediaRoutes } from './routes/media.ts';
import { metricsRoute } from './routes/metrics.ts';
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
import { statusRoutes } from './routes/status.ts';
import { stepUpRoutes } from './routes/step-up.ts';
import { streamLifeRoutes } from './routes/stream-life.ts';
import { streamRoutes } from './routes/streams.ts';
import { switchRoutes } from './routes/switches.ts';
import { walletRoutes } from './routes/wallet.ts';
import { serveWebApp } from './routes/web-app.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { Services } from './services.ts';

/** What everybody may ask of the public HTTP API. */
function publicRoutes(api: OpenAPIHono<EdgeEnv>, development: boolean): void {
  // Before everything that reads bodies: a webhook is proven by its bytes.
  mediaEventRoutes(api);
  webhookRoutes(api);
  api.use(outOfMaintenance);
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
  paymentRoutes(api);
  if (development) devPaymentRoutes(api);
  payoutRoutes(api);
  erasureRoutes(api);
  birthDateRoutes(api);
  privacySettingsRoutes(api);
  privacyRequestRoutes(api);
  exportRoutes(api);
  notificationRoutes(api);
  consentRoutes(api);
  analyticsRoutes(api);
  peopleRoutes(api);
  sanctionRoutes(api);
  accountSanctionRoutes(api);
  regionRoutes(api);
  switchRoutes(api);
  legalRoutes(api);
  docsRoutes(api, () => describedApi(development));
}

/** The public HTTP API with what staff ask of it: what the OpenAPI document is made from. It answers nobody. */
export async function describedApi(development: boolean): Promise<OpenAPIHono<EdgeEnv>> {
  const { staffRoutes, staffUploadRoutes } = await import('./staff/staff-api.ts');
  const api = newApi();
  staffUploadRoutes(api);
  publicRoutes(api, development);
  staffRoutes(api);
  return api;
}

/**
 * What staff ask, as an app of its own that is loaded when one of them asks: most isolates serve none, and their start would
 * have to wait for it (ADR 0033). The app is kept and not the promise of it, which belongs to the request that made it.
 */
function staffApp(services: Services): () => Promise<Hono<EdgeEnv>> {
  let made: Hono<EdgeEnv> | undefined;
  return async () => {
    const { staffRoutes, staffUploadRoutes } = await import('./staff/staff-api.ts');
    if (made === undefined) {
      const api = newApi();
      staffUploadRoutes(api);
      api.use(jsonBody);
      staffRoutes(api);
      made = framed(services, (app) => app.route('/', api));
    }
    return made;
  };
}

/** The whole Worker: API, operations, development pages, web app. */
export function createApp(services: Services): Hono<EdgeEnv> {
  const development = services.config.environment === 'development';
  const staff = staffApp(services);
  return framed(
    services,
    (app) => {
      const api = newApi();
      publicRoutes(api, development);
      app.route('/', api);
      operationsRoutes(app);
      appLinkRoutes(app);
      legalPages(app);
      statusRoutes(app);
      challengePages(app);
      operatorRoutes(app);
      metricsRoute(app);
      if (development) {
        devMailboxRoutes(app);
        devPaymentPages(app);
      }
    },
    // Before the frame: theirs is the same.
    (app) => app.all(`${API_BASE}/admin/*`, async (c) => (await staff()).fetch(c.req.raw, c.env, c.executionCtx)),
  );
}

/** An app that does to every request what all of ours need, around `routes`. */
function framed(
  services: Services,
  routes: (app: Hono<EdgeEnv>) => void,
  before: (app: Hono<EdgeEnv>) => void = () => undefined,
): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  before(app);
  app.use(measureRequests(services));
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
  routes(app);
  app.notFound(serveWebApp);
  app.onError(async (error, c) => {
    await logRefusal(c, error);
    return problemResponse(error, c.get('requestId'));
  });
  return app;
}
