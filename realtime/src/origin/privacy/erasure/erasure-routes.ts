import {
  erasedSubjectsRequestSchema,
  erasureFailureSchema,
  erasureStepRequestSchema,
} from '@halobuzz/core/api/internal-erasure';
import { Hono } from 'hono';
import { requireActor } from '../../http/authenticate.ts';
import type { OriginEnv } from '../../http/origin-env.ts';
import { parseBody } from '../../http/validate.ts';
import type { ErasureService } from './erasure-service.ts';

export interface ErasureRouteDeps {
  readonly erasure: ErasureService;
}

/** `/erasure`: the outlook is the actor's own; steps are the edge's own acts, for which nobody is signed in any more. */
export function erasureRoutes({ erasure }: ErasureRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/erasure/outlook', async (c) => {
    return c.json({ success: true, data: await erasure.outlook(requireActor(c.get('actor'))) });
  });

  routes.post('/erasure/steps', async (c) => {
    return c.json({ success: true, data: await erasure.step(parseBody(c, erasureStepRequestSchema)) });
  });

  routes.post('/erasure/subjects', async (c) => {
    const { subjects } = parseBody(c, erasedSubjectsRequestSchema);
    return c.json({ success: true, data: await erasure.subjects(subjects) });
  });

  routes.post('/erasure/failures', (c) => {
    erasure.failed(parseBody(c, erasureFailureSchema));
    return c.json({ success: true, data: {} });
  });

  return routes;
}
