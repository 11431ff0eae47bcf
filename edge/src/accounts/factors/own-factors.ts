import type {
  FactorAddedData,
  FactorListData,
  FactorView,
  SentCodeEnrolmentData,
  TotpEnrolmentData,
} from '@halobuzz/core/api/auth-factors';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { isStaff } from '@halobuzz/core/roles';
import type { Caller } from '../../http/edge-env.ts';
import type { Services } from '../../services.ts';
import type { EnrolmentRefusal } from './enrolment.ts';
import type { FactorInfo } from './factor-info.ts';
import { maskedEmail, maskedPhone, parsePhoneNumber } from './phone-number.ts';
import { qrSvg } from './qr-svg.ts';
import { accessTokenOf } from './raise-session.ts';
import { requireSender, sendFactorCode } from './send-factor-code.ts';
import { totpManualKey, totpUri } from './totp.ts';

const defaultLabels = { totp: 'Authenticator app', sms: 'Text messages', email: 'E-mail' } as const;

/** The caller's factors and backup codes. */
export async function factorList(services: Services, { claims, state }: Caller): Promise<FactorListData> {
  const { factors, backupCodes } = await services.account(claims.sub).factors();
  const { left, lastUsedAtMs } = backupCodes;
  return {
    factors: factors.map(factorView),
    backupCodes: { left, lastUsedAt: isoTime(lastUsedAtMs) },
    required: isStaff(state.roles),
  };
}

/** A new secret for an authenticator app. @throws AppError `conflict` (enough of them) */
export async function beginTotpFactor(
  services: Services,
  { claims }: Caller,
  label: string | undefined,
): Promise<TotpEnrolmentData> {
  const begun = await services.account(claims.sub).beginTotp(label ?? defaultLabels.totp);
  if (begun.kind !== 'begun') throw refusalError(begun);
  const otpauthUri = totpUri(begun.secret, begun.username);
  return {
    factorId: begun.factorId,
    otpauthUri,
    manualKey: totpManualKey(begun.secret),
    qrSvg: qrSvg(otpauthUri, 'QR code for your authenticator app'),
    expiresAt: new Date(begun.expiresAtMs).toISOString(),
  };
}

/**
 * Sends a first code to a number. Only for proven addresses: accounts without one are made by the thousand, and each text
 * message costs money.
 * @throws AppError `email_unverified`, `validation_failed`, `conflict`, `rate_limited`, `recipient_refused`, `unavailable`
 */
export async function beginSmsFactor(
  services: Services,
  { claims, state }: Caller,
  phone: string,
  label: string | undefined,
  ipAddress: string,
): Promise<SentCodeEnrolmentData> {
  requireSender(services, 'sms');
  if (!state.emailVerified) throw new AppError('email_unverified');
  const number = parsePhoneNumber(phone);
  if (number === undefined) throw invalidField('phone', 'must be a mobile number that begins with + and its country');
  const target = { kind: 'sms', to: number.e164 } as const;
  const begun = await services.account(claims.sub).beginSentCode(target, label ?? defaultLabels.sms);
  if (begun.kind !== 'begun') throw refusalError(begun);
  await sendFactorCode(services, { channel: 'sms', to: begun.to, code: begun.code }, ipAddress);
  const { factorId, expiresAtMs } = begun;
  return { factorId, hint: maskedPhone(begun.to), expiresAt: new Date(expiresAtMs).toISOString() };
}

/** Sends a first code to the account's address. @throws AppError `email_unverified`, `conflict`, `rate_limited`, `unavailable` */
export async function beginEmailFactor(
  services: Services,
  { claims, state }: Caller,
  label: string | undefined,
  ipAddress: string,
): Promise<SentCodeEnrolmentData> {
  requireSender(services, 'email');
  if (!state.emailVerified) throw new AppError('email_unverified');
  const begun = await services.account(claims.sub).beginSentCode({ kind: 'email' }, label ?? defaultLabels.email);
  if (begun.kind !== 'begun') throw refusalError(begun);
  await sendFactorCode(services, { channel: 'email', to: begun.to, code: begun.code }, ipAddress);
  const { factorId, expiresAtMs } = begun;
  return { factorId, hint: maskedEmail(begun.to), expiresAt: new Date(expiresAtMs).toISOString() };
}

/** Takes a new factor's first code. @throws AppError `code_invalid`, `conflict`, `rate_limited` */
export async function confirmNewFactor(
  services: Services,
  { claims }: Caller,
  factorId: string,
  code: string,
): Promise<FactorAddedData> {
  const result = await services.account(claims.sub).confirmFactor(claims.sid, factorId, code);
  switch (result.kind) {
    case 'wrong':
      throw new AppError('code_invalid');
    case 'conflict':
      throw new AppError('conflict');
    case 'paused':
      throw new AppError('rate_limited', { retryAfterMs: result.retryAfterMs });
    case 'added': {
      services.states.forget(claims.sub, claims.sid);
      const { factor, backupCodes, grant } = result;
      const access = await accessTokenOf(services, claims.sub, grant);
      return { factor: factorView(factor), ...(backupCodes === null ? {} : { backupCodes }), access };
    }
    default:
      return result satisfies never;
  }
}

/** @throws AppError `not_found` */
export async function renameOwnFactor(
  services: Services,
  { claims }: Caller,
  factorId: string,
  label: string,
): Promise<FactorView> {
  const factor = await services.account(claims.sub).renameFactor(claims.sid, factorId, label);
  if (factor === undefined) throw new AppError('not_found');
  return factorView(factor);
}

/** @throws AppError `not_found` */
export async function removeOwnFactor(services: Services, { claims }: Caller, factorId: string): Promise<void> {
  if (!(await services.account(claims.sub).removeFactor(claims.sid, factorId))) throw new AppError('not_found');
  services.states.forget(claims.sub, claims.sid);
}

/** @throws AppError `mfa_enrolment_required` when there is nothing that they could stand in for */
export async function newBackupCodes(services: Services, { claims }: Caller): Promise<string[]> {
  const codes = await services.account(claims.sub).remakeBackupCodes(claims.sid);
  if (codes === undefined) throw new AppError('mfa_enrolment_required');
  return codes;
}

function refusalError(refusal: EnrolmentRefusal): AppError {
  switch (refusal.kind) {
    case 'conflict':
      return new AppError('conflict');
    case 'no_account':
      return new AppError('session_revoked');
    case 'limited':
      return new AppError('rate_limited', { retryAfterMs: refusal.retryAfterMs });
    default:
      return refusal satisfies never;
  }
}

export function factorView({ createdAtMs, lastUsedAtMs, hint, ...factor }: FactorInfo): FactorView {
  const shown = hint === '' ? {} : { hint };
  return { ...factor, ...shown, createdAt: new Date(createdAtMs).toISOString(), lastUsedAt: isoTime(lastUsedAtMs) };
}

export function isoTime(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
