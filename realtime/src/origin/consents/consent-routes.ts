import { consentRecordSchema } from '@halobuzz/core/api/internal-consents';
import { Hono } from 'hono';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody } from '../http/validate.ts';
import type { ConsentRecords } from './consent-records.ts';

export interface ConsentRouteDeps {
  readonly consentRecords: ConsentRecords;
}

/** `/consents`: accounts report their decisions (the edge's own deliveries, without an actor). */
export function consentRoutes({ consentRecords }: ConsentRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  routes.post('/consents', async (c) => {
    const added = await consentRecords.add(parseBody(c, consentRecordSchema));
    return c.json({ success: true, data: { added } }, 201);
  });
  return routes;
}
