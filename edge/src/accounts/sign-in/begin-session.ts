import { newOpaqueId } from '@halobuzz/core/ids';
import { isStaff } from '@halobuzz/core/roles';
import { z } from 'zod';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import type { AccountRow } from '../account/account-store.ts';
import type { SessionGrant, SignInContext } from '../account/account-types.ts';
import type { PersonalFields } from '../account/personal-fields.ts';
import { recordEvent } from '../account/security-events.ts';
import { arriveFrom } from '../devices/arrival.ts';
import { placeOf } from '../notifications/notices.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { sessionGrantOf } from '../sessions/session-grant.ts';
import { addSession, type SessionRow } from '../sessions/session-store.ts';
import { arrivalSignals, arrivalSignalsSchema, putSignals } from './arrival-signals.ts';

/** From where and with what someone arrived, as it is kept: a challenge holds it until its session may begin. */
export const arrivalSchema = z.strictObject({
  deviceId: z.string(),
  deviceNameSealed: z.string(),
  userAgentSealed: z.string(),
  ipSealed: z.string(),
  country: z.string(),
  fingerprint: z.string(),
  /** Thumbprint of the key that the session will be bound to; empty for none. */
  jkt: z.string(),
  /** Absent in what was kept before there were any. */
  signals: arrivalSignalsSchema.optional(),
});
export type Arrival = z.infer<typeof arrivalSchema>;

/** Where and with what someone signs in, whatever they prove themselves by. */
export type ArrivalContext = Omit<SignInContext, 'deviceNamed' | 'challengeKey'>;

/** Seals what tells of a person. */
export async function sealArrival(
  context: AccountContext,
  personal: PersonalFields,
  request: ArrivalContext,
): Promise<Arrival> {
  const [deviceNameSealed, userAgentSealed, ipSealed, signals] = await Promise.all([
    personal.seal('device', request.deviceName),
    personal.seal('agent', request.userAgent),
    personal.seal('ip', request.ipAddress),
    arrivalSignals(context.config.nameHmacKey, request),
  ]);
  const { deviceId, country, deviceProof } = request;
  const { fingerprint, jkt } = deviceProof ?? { fingerprint: '', jkt: '' };
  return { deviceId, deviceNameSealed, userAgentSealed, ipSealed, country, fingerprint, jkt, signals };
}

/**
 * Within a change, once everything that the sign-in needs is proven: a new session, whose id nobody could know before.
 * `amr`: what was proven (RFC 8176).
 */
export function beginSession(
  context: AccountContext,
  account: AccountRow,
  arrival: Arrival,
  amr: readonly string[],
  nowMs: number,
): SessionGrant {
  const { deviceId, fingerprint, deviceNameSealed, userAgentSealed, ipSealed, country, jkt } = arrival;
  const session: SessionRow = {
    id: newOpaqueId('se', randomBytes),
    device: deviceId,
    deviceNameSealed,
    userAgentSealed,
    ipSealed,
    country,
    createdAtMs: nowMs,
    rotatedAtMs: nowMs,
    authAtMs: nowMs,
    counter: 0,
    amr,
    jkt,
    staff: isStaff(account.roles),
  };
  for (const displaced of addSession(context.sql, session, nowMs)) {
    putRevocation(context.sql, { kind: 'session', id: displaced, code: 'session_revoked' }, nowMs);
    recordEvent(context.sql, 'session_displaced', displaced, nowMs);
  }
  const seen = { id: deviceId, nameSealed: deviceNameSealed, userAgentSealed, fingerprint, country, jkt };
  arriveFrom(context, seen, placeOf(session), nowMs);
  if (arrival.signals !== undefined) putSignals(context.sql, account, arrival.signals, nowMs);
  recordEvent(context.sql, 'signed_in', session.id, nowMs);
  return sessionGrantOf(account, session, 0);
}
