import { birthDateProblem } from '@halobuzz/core/age';
import { birthDateStateSchema, sayBirthDateRequestSchema } from '@halobuzz/core/api/people';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { dayOf } from '../day-of.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { authenticate } from '../middleware/authenticate.ts';

const say = createRoute({
  method: 'put',
  path: '/users/me/birth-date',
  summary: 'Say your birth date',
  description:
    'Once: only support can correct it. Nobody is shown it; it decides whether you may watch broadcasts for adults, whether a parent has to allow your account (`GET /privacy/minor`), and whether you may have one: who is too young is signed out and hidden, and the erasure begins 14 days later.',
  security: bearer,
  middleware: [authenticate],
  request: jsonRequest(sayBirthDateRequestSchema),
  responses: {
    200: success(birthDateStateSchema, 'Whether you count as an adult.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'birth_date_set', 'account_too_young'),
  },
});

const state = createRoute({
  method: 'get',
  path: '/users/me/birth-date',
  summary: 'Whether you have said your birth date',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(birthDateStateSchema, 'Not the date itself.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

/** The age gate: what an account says once, and what follows from it. */
export function birthDateRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(say, async (c) => {
    const { services, caller } = c.var;
    const { birthDate } = c.req.valid('json');
    const problem = birthDateProblem(birthDate, dayOf(services.clock()));
    if (problem !== undefined) throw invalidField('birthDate', problem);
    const said = await services.account(caller.claims.sub).sayBirthDate(birthDate);
    if (said.kind !== 'ok') throw new AppError(said.kind === 'other' ? 'birth_date_set' : 'session_revoked');
    // Seen here at once; elsewhere when the account's state is asked for anew.
    services.states.forget(caller.claims.sub, caller.claims.sid);
    if (said.tooYoung) throw new AppError('account_too_young');
    return c.json({ success: true as const, data: { said: true, adult: said.adult } }, 200);
  });

  app.openapi(state, async (c) => {
    const { services, caller } = c.var;
    const data = await services.account(caller.claims.sub).birthDateSaid();
    return c.json({ success: true as const, data }, 200);
  });
}
