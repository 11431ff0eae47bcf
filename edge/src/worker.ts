import { AppError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { randomBytes } from './bytes.ts';
import { sendCampaignsQuietly } from './campaigns/send-campaigns.ts';
import type { Bindings } from './env.ts';
import type { EdgeEnv } from './http/edge-env.ts';
import { problemResponse } from './http/problem-response.ts';
import { sweepQuietly } from './images/sweep-images.ts';
import { secureData } from './middleware/security-headers.ts';
import { listSubjectsQuietly } from './privacy/erasure/erased-subjects.ts';
import { servicesOf } from './services.ts';

export { AccountObject } from './accounts/account/account-object.ts';
export { SubjectKeyObject } from './accounts/account/subject-key-object.ts';
export { AddressObject } from './accounts/defence/address-object.ts';
export { SmsBudgetObject } from './accounts/defence/sms-budget-object.ts';
export { SprayObject } from './accounts/defence/spray-object.ts';
export { NameObject } from './accounts/names/name-object.ts';
export { DevMailboxObject } from './accounts/notifications/dev-mailbox-object.ts';
export { RevocationRelayObject } from './accounts/outbox/revocation-relay-object.ts';
export { StaffObject } from './accounts/staff/staff-object.ts';
export { PrivacyObject } from './privacy/privacy-object.ts';
export { KeyRingObject } from './tokens/key-ring/key-ring-object.ts';

const apps = new WeakMap<object, Hono<EdgeEnv>>();

export default {
  /** Serves; with an incomplete configuration every request is `unavailable`; log and `/readyz` name what is missing. */
  fetch(request, env, context) {
    const found = servicesOf(env);
    if (!found.ok) {
      const answer = refusal(request, found.problems);
      secureData(request.url, answer);
      return answer;
    }
    let app = apps.get(env);
    if (app === undefined) {
      app = createApp(found.services);
      apps.set(env, app);
    }
    return app.fetch(request, env, context);
  },
  /** By the clock (wrangler.toml): what a change left behind when its own sweep did not come through, orders of cases, campaigns, and lists of subjects. */
  async scheduled(_event, env) {
    const found = servicesOf(env);
    if (!found.ok) return;
    await sweepQuietly(found.services);
    await listSubjectsQuietly(env, Date.now());
    // What only staff bring about is loaded when there is a need (ADR 0033).
    const { carryOutQuietly } = await import('./staff/carry-out-orders.ts');
    await carryOutQuietly(found.services);
    await sendCampaignsQuietly(found.services);
  },
} satisfies ExportedHandler<Bindings>;

/** The problems name settings and never their values, so `/readyz` may show them to whoever sets the Worker up. */
function refusal(request: Request, problems: readonly string[]): Response {
  if (new URL(request.url).pathname === '/readyz') {
    return Response.json({ status: 'not ready', reasons: problems }, { status: 503 });
  }
  const cause = new Error(`configuration refused: ${problems.join('; ')}`);
  return problemResponse(new AppError('unavailable', { cause }), newUuidV7(Date.now(), randomBytes));
}
