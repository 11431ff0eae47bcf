import { AppError } from '@halobuzz/core/errors/app-error';
import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Tracing } from '../observability/tracing.ts';
import { type AccountRouteDeps, accountRoutes } from './accounts/account-routes.ts';
import { type AnalyticsRouteDeps, analyticsRoutes } from './analytics/analytics-routes.ts';
import { type AuditRouteDeps, auditRoutes } from './audit/audit-routes.ts';
import { battleRoutes } from './battles/battle-routes.ts';
import type { ChallengeDeps } from './battles/challenge-host.ts';
import { type CampaignRouteDeps, campaignRoutes } from './campaigns/campaign-routes.ts';
import { type CaseRouteDeps, caseRoutes } from './cases/case-routes.ts';
import { type CatalogueRouteDeps, catalogueRoutes } from './catalogue/catalogue-routes.ts';
import { type ConsentRouteDeps, consentRoutes } from './consents/consent-routes.ts';
import { type DiscoveryRouteDeps, discoveryRoutes } from './discovery/discovery-routes.ts';
import { type LeaderboardRouteDeps, leaderboardRoutes } from './discovery/leaderboard-routes.ts';
import { type EvasionRouteDeps, evasionRoutes } from './evasion/evasion-routes.ts';
import { type FinanceDeskRouteDeps, financeDeskRoutes } from './finance/finance-desk-routes.ts';
import { type FinanceRouteDeps, financeRoutes } from './finance/finance-routes.ts';
import { type FraudRouteDeps, fraudRoutes } from './fraud/fraud-routes.ts';
import { type SpendingRouteDeps, spendingRoutes } from './fraud/spending-routes.ts';
import { giftRoutes } from './gifts/gift-routes.ts';
import { authenticate } from './http/authenticate.ts';
import { observeRequests, type RouteObserver } from './http/observe.ts';
import type { OriginEnv } from './http/origin-env.ts';
import { renderProblem } from './http/problems.ts';
import { requestId } from './http/request-id.ts';
import type { AssertionVerifier } from './http/service-assertion.ts';
import { traceRequests } from './http/trace-requests.ts';
import { type ImageRouteDeps, imageRoutes } from './images/image-routes.ts';
import { type MediaRouteDeps, mediaRoutes } from './media/media-routes.ts';
import { type AccountSanctionRouteDeps, accountSanctionRoutes } from './moderation/account-sanction-routes.ts';
import { type KeywordRouteDeps, keywordRoutes } from './moderation/keyword-routes.ts';
import { type ModerationRouteDeps, moderationRoutes } from './moderation/moderation-routes.ts';
import { type NotificationRouteDeps, notificationRoutes } from './notifications/notification-routes.ts';
import { type PaymentRouteDeps, paymentRoutes } from './payments/payment-routes.ts';
import { type PayoutRouteDeps, payoutRoutes } from './payouts/payout-routes.ts';
import type { PeopleDeps } from './people/people.ts';
import { peopleRoutes } from './people/people-routes.ts';
import type { ProfileDeps } from './people/profile.ts';
import { type PlatformRouteDeps, platformRoutes } from './platform/platform-routes.ts';
import { type ErasureRouteDeps, erasureRoutes } from './privacy/erasure/erasure-routes.ts';
import { type ExportRouteDeps, exportRoutes } from './privacy/export/export-routes.ts';
import { type PrivacyRequestRouteDeps, privacyRequestRoutes } from './privacy/requests/privacy-request-routes.ts';
import { regionRoutes } from './regions/region-routes.ts';
import type { RegionDeps } from './regions/regions.ts';
import { type StreamLifeRouteDeps, streamLifeRoutes } from './streams/stream-life-routes.ts';
import { type StreamRouteDeps, streamRoutes } from './streams/stream-routes.ts';
import { type SwitchRouteDeps, switchRoutes } from './switches/switch-routes.ts';
import { type WalletRouteDeps, walletRoutes } from './wallet/wallet-routes.ts';
import { type WatchRouteDeps, watchRoutes } from './watch/watch-routes.ts';

export type OriginDeps = StreamRouteDeps &
  StreamLifeRouteDeps &
  DiscoveryRouteDeps &
  ChallengeDeps &
  RegionDeps &
  WalletRouteDeps &
  AccountRouteDeps &
  AuditRouteDeps &
  PlatformRouteDeps &
  ModerationRouteDeps &
  AccountSanctionRouteDeps &
  EvasionRouteDeps &
  KeywordRouteDeps &
  SwitchRouteDeps &
  WatchRouteDeps &
  LeaderboardRouteDeps &
  SpendingRouteDeps &
  FraudRouteDeps &
  PeopleDeps &
  MediaRouteDeps &
  ImageRouteDeps &
  ProfileDeps &
  CaseRouteDeps &
  PrivacyRequestRouteDeps &
  NotificationRouteDeps &
  ConsentRouteDeps &
  AnalyticsRouteDeps &
  CampaignRouteDeps &
  ExportRouteDeps &
  ErasureRouteDeps &
  PaymentRouteDeps &
  PayoutRouteDeps &
  CatalogueRouteDeps &
  FinanceRouteDeps &
  FinanceDeskRouteDeps & {
    readonly verifyAssertion: AssertionVerifier;
    readonly observeRoute: RouteObserver;
    /** Absent: nothing is traced. */
    readonly tracing?: Tracing | undefined;
  };

/** Everything under it is for the edge alone. */
export const BASE_PATH = '/internal/v1';

/** The origin's private API. Nothing is served without a valid service assertion, unknown paths neither. */
export function createOriginApp(deps: OriginDeps): Hono<OriginEnv> {
  const app = new Hono<OriginEnv>();
  const render = renderProblem(deps.log);
  app.use(requestId(deps.random));
  app.use(observeRequests(deps.log, deps.observeRoute, deps.clock));
  app.use(authenticate(deps.verifyAssertion));
  app.use(traceRequests(deps.tracing, deps.clock));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed(c, methods) {
        const answer = render(new AppError('method_not_allowed'), c);
        answer.headers.set('allow', methods.join(', '));
        return answer;
      },
    }),
  );
  // Before single broadcasts: `following` is no id.
  app.route(BASE_PATH, discoveryRoutes(deps));
  app.route(BASE_PATH, streamLifeRoutes(deps));
  app.route(BASE_PATH, streamRoutes(deps));
  app.route(BASE_PATH, battleRoutes(deps));
  app.route(BASE_PATH, regionRoutes(deps));
  // Before what providers tell: its address is one of theirs.
  app.route(BASE_PATH, mediaRoutes(deps));
  app.route(BASE_PATH, imageRoutes(deps));
  app.route(BASE_PATH, giftRoutes(deps));
  app.route(BASE_PATH, catalogueRoutes(deps));
  app.route(BASE_PATH, walletRoutes(deps));
  app.route(BASE_PATH, spendingRoutes(deps));
  app.route(BASE_PATH, fraudRoutes(deps));
  app.route(BASE_PATH, accountRoutes(deps));
  app.route(BASE_PATH, auditRoutes(deps));
  app.route(BASE_PATH, platformRoutes(deps));
  app.route(BASE_PATH, peopleRoutes(deps));
  app.route(BASE_PATH, notificationRoutes(deps));
  app.route(BASE_PATH, caseRoutes(deps));
  app.route(BASE_PATH, privacyRequestRoutes(deps));
  app.route(BASE_PATH, consentRoutes(deps));
  app.route(BASE_PATH, analyticsRoutes(deps));
  app.route(BASE_PATH, campaignRoutes(deps));
  app.route(BASE_PATH, moderationRoutes(deps));
  app.route(BASE_PATH, accountSanctionRoutes(deps));
  app.route(BASE_PATH, evasionRoutes(deps));
  app.route(BASE_PATH, keywordRoutes(deps));
  app.route(BASE_PATH, switchRoutes(deps));
  app.route(BASE_PATH, watchRoutes(deps));
  app.route(BASE_PATH, leaderboardRoutes(deps));
  app.route(BASE_PATH, paymentRoutes(deps));
  app.route(BASE_PATH, payoutRoutes(deps));
  app.route(BASE_PATH, financeRoutes(deps));
  app.route(BASE_PATH, financeDeskRoutes(deps));
  app.route(BASE_PATH, exportRoutes(deps));
  app.route(BASE_PATH, erasureRoutes(deps));
  // Not thrown: what was thrown would hide from the method check that no route took the request.
  app.notFound((c) => render(new AppError('not_found'), c));
  app.onError(render);
  return app;
}
