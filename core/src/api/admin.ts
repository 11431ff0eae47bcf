import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { roleSchema } from '../tokens.ts';
import { emailSchema, usernameSchema } from './auth.ts';
import { isoTimeSchema } from './conventions.ts';

/** Why somebody of our staff acts: shown text, never empty; it stands in the audit log. */
export const staffReasonSchema = z
  .string()
  .overwrite(shownText)
  .min(limits.staffReasonCharsMin)
  .max(limits.staffReasonCharsMax);

/** `POST /admin/accounts/find`: exactly one of the three. */
export const findAccountRequestSchema = z
  .strictObject({
    handle: usernameSchema.optional(),
    id: accountIdSchema.optional(),
    email: emailSchema.optional(),
  })
  .refine(
    ({ handle, id, email }) => [handle, id, email].filter((value) => value !== undefined).length === 1,
    'name exactly one of handle, id, email',
  )
  .meta({ example: { handle: 'sita' } });

export const banSchema = z.strictObject({
  reason: z.string(),
  by: z.string(),
  since: isoTimeSchema,
  /** Absent: without an end. */
  endsAt: isoTimeSchema.optional(),
});

/** An account as staff see it, without its address: that is read after saying why (`api/support.ts`). */
export const staffAccountSchema = z
  .strictObject({
    accountId: accountIdSchema,
    username: z.string(),
    emailVerified: z.boolean(),
    status: z.enum(['active', 'erasing', 'deleted']),
    roles: z.array(roleSchema),
    country: z.string(),
    createdAt: isoTimeSchema,
    sessions: z.int(),
    ban: banSchema.optional(),
  })
  .meta({
    example: {
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      username: 'sita',
      emailVerified: true,
      status: 'active',
      roles: ['viewer', 'host'],
      country: 'NP',
      createdAt: '2026-01-02T03:04:05.678Z',
      sessions: 2,
    },
  });
export type StaffAccount = z.infer<typeof staffAccountSchema>;

export const accountParamSchema = z.strictObject({ id: accountIdSchema });

/** `seconds` absent: without an end. */
export const banRequestSchema = z
  .strictObject({ reason: staffReasonSchema, seconds: z.int().min(60).max(limits.sanctionSecondsMax).optional() })
  .meta({ example: { reason: 'threats in chat, third time', seconds: 604_800 } });
export const staffActRequestSchema = z
  .strictObject({ reason: staffReasonSchema })
  .meta({ example: { reason: 'asked for it by telephone, identity checked' } });

/** Roles that an admin may give and take: `viewer` and `host` follow from the account itself. */
export const assignableRoles = ['moderator', 'support', 'finance', 'admin'] as const;
export const roleParamSchema = z.strictObject({ id: accountIdSchema, role: z.enum(assignableRoles) });

/** What staff, operators and the platform itself did: the closed list of audited acts. */
export const auditActions = [
  ...(['account.looked_up', 'account.banned', 'account.unbanned', 'account.ban_ended'] as const),
  ...(['account.opened', 'account.session_ended', 'account.device_removed', 'account.verification_sent'] as const),
  ...(['account.unlocked', 'account.erasure_cancelled', 'factors.reset_asked', 'factors.reset_approved'] as const),
  ...(['factors.reset_stopped', 'factors.reset'] as const),
  ...(['account.signed_out', 'role.granted', 'role.revoked'] as const),
  ...(['room.kicked', 'room.moderator_named', 'room.moderator_dismissed', 'room.settings_changed'] as const),
  ...(['room.message_deleted', 'room.message_pinned', 'room.message_unpinned'] as const),
  ...(['audit.read', 'report.decided', 'appeal.decided', 'sanction.set', 'sanction.lifted', 'link.decided'] as const),
  ...(['keywords.changed', 'keywords.previewed', 'chat.read', 'room.watched', 'room.ended', 'room.warned'] as const),
  ...(['room.chat_closed', 'room.chat_opened', 'room.title_blanked', 'room.cover_taken', 'host.bar_lifted'] as const),
  ...(['case.read', 'case.taken', 'case.released', 'case.handed_over', 'case.decided'] as const),
  ...(['case.reporters_read', 'case.order_done', 'case.order_failed', 'cases.exported'] as const),
  ...(['key.rotated', 'key.revoked'] as const),
  ...(['payout.requested', 'payout.approved', 'payout.rejected', 'payout.changed'] as const),
  ...(['approval.requested', 'approval.approved', 'approval.rejected', 'approval.changed'] as const),
  ...(['privacy_requests.read', 'privacy_request.decided', 'birth_date.corrected'] as const),
  ...(['payment.found_wrong', 'payment.refund_requested'] as const),
  ...(['promotion.grant_asked', 'promotion.granted', 'wallet.freeze_asked', 'wallet.frozen'] as const),
  ...(['finance.read', 'dispute.worked', 'difference.found', 'difference.worked'] as const),
  ...(['export.started', 'export.done', 'export.broken'] as const),
  ...(['consents.read', 'campaign.started', 'campaign.stopped'] as const),
  ...(['catalogue.version_made', 'catalogue.published', 'catalogue.asked', 'catalogue.approved'] as const),
  ...(['catalogue.rejected', 'catalogue.discarded', 'catalogue.withdrawn', 'catalogue.image_sent'] as const),
  ...(['fraud.found', 'fraud.decided', 'fraud.rule_changed', 'fraud.rule_replayed'] as const),
  ...(['switch.paused', 'switch.resumed', 'maintenance.begun', 'maintenance.ended'] as const),
] as const;
export const auditActionSchema = z.enum(auditActions);
export type AuditAction = (typeof auditActions)[number];

/** `actor`: an account id, `operator:<key id>` or `system`. */
export const auditActorSchema = z
  .string()
  .regex(/^([aeu][a-z2-7]{26}|operator:[A-Za-z0-9_-]{1,128}|system)$/, 'must be an account id, an operator or system');

/** One act, as its doer reports it. `details` hold plain values and no personal data. */
export const auditRecordSchema = z.strictObject({
  id: z.string().regex(/^au_[a-z2-7]{26}$/),
  atMs: z.int().min(0).max(8_640_000_000_000_000),
  actor: auditActorSchema,
  action: auditActionSchema,
  subject: z.string().min(1).max(64).optional(),
  reason: z.string().max(limits.staffReasonCharsMax).optional(),
  requestId: z.string().max(64).optional(),
  details: z
    .record(z.string().regex(/^[a-zA-Z]{1,32}$/), z.union([z.string().max(256), z.int(), z.boolean()]))
    .optional(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** A record in its place: `hash` covers it and the hash before it, so none can be changed or left out unseen. */
export const auditEntrySchema = z
  .strictObject({
    sequence: z.int(),
    id: z.string(),
    at: isoTimeSchema,
    actor: z.string(),
    action: auditActionSchema,
    subject: z.string().optional(),
    reason: z.string().optional(),
    requestId: z.string().optional(),
    details: auditRecordSchema.shape.details,
    hash: z.string(),
  })
  .meta({
    example: {
      sequence: 41,
      id: 'au_mfrggzdfmztwq2lknnwg23tpob',
      at: '2026-01-02T03:04:05.678Z',
      actor: 'aabcdefghijklmnopqrstuvwxy2',
      action: 'account.banned',
      subject: 'aabcdefghijklmnopqrstuvwxy2',
      reason: 'threats in chat, third time',
      hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  });
