import type { OpenAPIHono } from '@hono/zod-openapi';
import type { EdgeEnv } from '../http/edge-env.ts';
import { accountRoutes } from './accounts.ts';
import { analyticsRoutes } from './analytics.ts';
import { appealRoutes } from './appeals.ts';
import { auditRoutes } from './audit.ts';
import { campaignRoutes } from './campaigns.ts';
import { consentRoutes } from './consents.ts';
import { financeRoutes } from './finance.ts';
import { fraudRoutes } from './fraud.ts';
import { keywordRoutes } from './keywords.ts';
import { privacyRequestRoutes } from './privacy-requests.ts';

/**
 * All that stands under `/admin`: one line an area. Whatever only these routes import stays out of what other visitors'
 * isolates evaluate, so import none of them statically from elsewhere (ADR 0033).
 */
export function staffRoutes(api: OpenAPIHono<EdgeEnv>): void {
  fraudRoutes(api);
  financeRoutes(api);
  privacyRequestRoutes(api);
  consentRoutes(api);
  analyticsRoutes(api);
  campaignRoutes(api);
  accountRoutes(api);
  auditRoutes(api);
  appealRoutes(api);
  keywordRoutes(api);
}
