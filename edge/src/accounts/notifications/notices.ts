import { limits } from '@halobuzz/core/limits';
import { accountSanctions } from '@halobuzz/core/moderation/outcomes';
import { z } from 'zod';
import { logLine } from '../../observability/log-line.ts';
import { putRow } from '../outbox/outbox-store.ts';

/** From where something was done; the sealed fields are a session's own, so nothing is readable in the queue. */
const placeSchema = z.strictObject({
  deviceNameSealed: z.string(),
  userAgentSealed: z.string(),
  ipSealed: z.string(),
  country: z.string(),
});
export type NoticePlace = z.infer<typeof placeSchema>;

const factorSchema = z.enum(['totp', 'sms', 'email', 'passkey']);
const place = placeSchema.optional();

/** Everything the owner of an account is told of unasked. A new kind gets its text in notice-mails.ts. */
export const noticeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new_device'), place: placeSchema }),
  z.strictObject({ kind: z.literal('refresh_reused'), place }),
  z.strictObject({ kind: z.literal('factor_added'), factor: factorSchema, place }),
  z.strictObject({ kind: z.literal('factor_removed'), factor: factorSchema, place }),
  z.strictObject({ kind: z.literal('factor_guessed'), place }),
  z.strictObject({ kind: z.literal('passkey_cloned'), place }),
  z.strictObject({ kind: z.literal('backup_codes_made'), place }),
  z.strictObject({ kind: z.literal('backup_code_used'), codesLeft: z.int().nonnegative(), place }),
  z.strictObject({ kind: z.literal('password_changed'), place }),
  z.strictObject({ kind: z.literal('password_reset'), place }),
  z.strictObject({ kind: z.literal('email_change_asked'), place }),
  z.strictObject({ kind: z.literal('email_changed'), place }),
  /** To the address that was left: sealed under the field `email`, as the account kept it. */
  z.strictObject({ kind: z.literal('email_left'), formerEmailSealed: z.string(), place }),
  z.strictObject({ kind: z.literal('sessions_ended'), place }),
  z.strictObject({ kind: z.literal('session_ended_by_support') }),
  /** Support is about to take all second factors away: until then any of them stops it. */
  z.strictObject({ kind: z.literal('factor_reset_planned'), dueAtMs: z.int() }),
  z.strictObject({ kind: z.literal('factor_reset_stopped') }),
  z.strictObject({ kind: z.literal('factors_reset') }),
  z.strictObject({ kind: z.literal('account_banned') }),
  z.strictObject({ kind: z.literal('account_unbanned') }),
  /** `tokenSealed`: opens the appeal for who cannot sign in. What was decided, and why, is read there or in the app. */
  z.strictObject({
    kind: z.literal('sanctioned'),
    sanction: z.enum(accountSanctions),
    endsAtMs: z.int().nullable(),
    tokenSealed: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('appeal_decided'),
    sanction: z.enum(accountSanctions),
    outcome: z.enum(['upheld', 'lifted']),
  }),
  /** An archive of the owner's data is there, or could not be made. */
  z.strictObject({ kind: z.literal('export_ready') }),
  z.strictObject({ kind: z.literal('export_failed') }),
  /** `tokenSealed`: what takes the erasure back. */
  z.strictObject({ kind: z.literal('erasure_asked'), tokenSealed: z.string(), cancelUntilMs: z.int() }),
  z.strictObject({ kind: z.literal('erasure_cancelled') }),
  z.strictObject({ kind: z.literal('ended_for_age') }),
  z.strictObject({ kind: z.literal('parent_allowed') }),
  z.strictObject({ kind: z.literal('birth_date_corrected') }),
  /** Neither says what was asked nor why it was refused: that is read in the app. */
  z.strictObject({ kind: z.literal('privacy_request_received'), dueAtMs: z.int() }),
  z.strictObject({
    kind: z.literal('privacy_request_answered'),
    outcome: z.enum(['granted', 'refused', 'extended']),
    dueAtMs: z.int(),
  }),
]);
export type Notice = z.infer<typeof noticeSchema>;

/**
 * Queues a mail to the account's owner; call it inside `change()`, so that it goes out exactly if the act happened. The
 * text is made when it is sent. Addresses that nobody proved get none: anybody can sign up with a stranger's. While
 * `noticesWaitingMax` wait (the provider is down), newer ones are dropped and logged.
 */
export function queueNotice(sql: SqlStorage, notice: Notice, nowMs: number): void {
  const waiting = sql.exec<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE kind = 'notice'").one().n;
  if (waiting >= limits.noticesWaitingMax) logLine('warn', `notice ${notice.kind} dropped: ${waiting} wait already`);
  else putRow(sql, 'notice', JSON.stringify(notice), nowMs);
}

/** The place of a session, for a notice. */
export function placeOf(session: NoticePlace): NoticePlace {
  const { deviceNameSealed, userAgentSealed, ipSealed, country } = session;
  return { deviceNameSealed, userAgentSealed, ipSealed, country };
}
