import type { OpenAPIHono } from '@hono/zod-openapi';
import type { EdgeEnv } from '../http/edge-env.ts';
import { accountRoutes } from './accounts.ts';
import { analyticsRoutes } from './analytics.ts';
import { appealRoutes } from './appeals.ts';
import { auditRoutes } from './audit.ts';
import { campaignRoutes } from './campaigns.ts';
import { caseRoutes } from './cases.ts';
import { catalogueRoutes } from './catalogue.ts';
import { catalogueImageRoute } from './catalogue-image.ts';
import { consentRoutes } from './consents.ts';
import { evasionRoutes } from './evasion.ts';
import { financeRoutes } from './finance.ts';
import { financeDeskRoutes } from './finance-desk.ts';
import { financeExportRoutes } from './finance-exports.ts';
import { fraudRoutes } from './fraud.ts';
import { keywordRoutes } from './keywords.ts';
import { platformRoutes } from './platform.ts';
import { privacyRequestRoutes } from './privacy-requests.ts';
import { sanctionRoutes } from './sanctions.ts';
import { supportRoutes } from './support.ts';
import { supportActRoutes } from './support-acts.ts';
import { staffSwitchRoutes } from './switches.ts';
import { watchRoutes } from './watch.ts';

/** What staff send that is no JSON: before anything that reads bodies. */
export function staffUploadRoutes(api: OpenAPIHono<EdgeEnv>): void {
  catalogueImageRoute(api);
}

/**
 * All that stands under `/admin`: one line an area. Whatever only these routes import stays out of what other visitors'
 * isolates evaluate, so import none of them statically from elsewhere (ADR 0033).
 */
export function staffRoutes(api: OpenAPIHono<EdgeEnv>): void {
  fraudRoutes(api);
  financeRoutes(api);
  financeDeskRoutes(api);
  financeExportRoutes(api);
  privacyRequestRoutes(api);
  consentRoutes(api);
  analyticsRoutes(api);
  campaignRoutes(api);
  accountRoutes(api);
  supportRoutes(api);
  supportActRoutes(api);
  auditRoutes(api);
  platformRoutes(api);
  appealRoutes(api);
  keywordRoutes(api);
  caseRoutes(api);
  catalogueRoutes(api);
  sanctionRoutes(api);
  evasionRoutes(api);
  watchRoutes(api);
  staffSwitchRoutes(api);
}
