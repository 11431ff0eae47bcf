import { countrySchema } from '@halobuzz/core/api/conventions';
import { accountRegions } from '@halobuzz/core/ids';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { UNKNOWN_COUNTRY } from '../routing/country.ts';

const regionsSchema = z
  .strictObject({
    country: countrySchema,
    region: z.string(),
    agoraArea: z.string(),
    accountHome: z.string(),
    reason: z.string(),
  })
  .meta({
    example: {
      country: 'NP',
      region: 'ap-south-1',
      agoraArea: 'ASIA',
      accountHome: 'asia',
      reason: 'You are calling from NP, so your broadcasts open in ap-south-1.',
    },
  });

const regions = createRoute({
  method: 'get',
  path: '/regions',
  summary: 'Which region serves you, and why',
  responses: { 200: success(regionsSchema, 'For the country this request came from.'), ...problems() },
});

/** The choice for one country, with its reason in words. */
export function explainRegion(country: string): z.infer<typeof regionsSchema> {
  const { region, agoraArea, home } = regionOfCountry(country);
  const accountHome = accountRegions[home];
  const origin = country === UNKNOWN_COUNTRY ? 'Your country is not known' : `You are calling from ${country}`;
  const reason =
    `${origin}, so your broadcasts open in ${region}, media goes through Agora's ${agoraArea} area, and an account ` +
    `made now is kept in ${accountHome}. Rooms you join stand where their host went live, or in the nearest region that has a gateway.`;
  return { country, region, agoraArea, accountHome, reason };
}

export function regionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(regions, (c) => c.json({ success: true as const, data: explainRegion(c.get('country')) }, 200));
}
