import type { AccountSanctionView, SanctionProjection, StaffSanction } from '@halobuzz/core/api/account-sanctions';
import type { PersonalFields } from '../account/personal-fields.ts';
import { isInForce, type KeptSanction } from './sanction-store.ts';

/** Fields that words are sealed under: bound to the sanction, so none fits another. */
export const statementField = (id: string): string => `sanction_statement:${id}`;
export const appealField = (id: string): string => `sanction_appeal:${id}`;
export const appealNoteField = (id: string): string => `sanction_appeal_note:${id}`;

const iso = (ms: number): string => new Date(ms).toISOString();

/** A sanction with its words opened, as it goes to the origin. */
export async function openSanction(
  personal: PersonalFields,
  accountId: string,
  kept: KeptSanction,
): Promise<SanctionProjection> {
  const { id, version, kind, reason, by, atMs, appeal } = kept;
  const statement = await personal.open(statementField(id), kept.statementSealed);
  return {
    ...{ id, accountId, version, kind, reason, statement, by, atMs },
    ...(kept.caseId === null ? {} : { caseId: kept.caseId }),
    ...(kept.endsAtMs === null ? {} : { endsAtMs: kept.endsAtMs }),
    ...(kept.liftedAtMs === null ? {} : { liftedAtMs: kept.liftedAtMs }),
    ...(kept.liftedBy === null ? {} : { liftedBy: kept.liftedBy }),
    ...(kept.acknowledgedAtMs === null ? {} : { acknowledgedAtMs: kept.acknowledgedAtMs }),
    ...(appeal === null
      ? {}
      : {
          appeal: {
            text: await personal.open(appealField(id), appeal.textSealed),
            ...{ atMs: appeal.atMs, status: appeal.status },
            ...(appeal.decidedBy === null ? {} : { decidedBy: appeal.decidedBy }),
            ...(appeal.decidedAtMs === null ? {} : { decidedAtMs: appeal.decidedAtMs }),
            ...(appeal.noteSealed === null
              ? {}
              : { note: await personal.open(appealNoteField(id), appeal.noteSealed) }),
          },
        }),
  };
}

/** As the person concerned sees it: why, and not by whom. */
export function ownView(opened: SanctionProjection, inForce: boolean): AccountSanctionView {
  const { id, kind, reason, statement, atMs, endsAtMs, liftedAtMs, acknowledgedAtMs, appeal } = opened;
  return {
    ...{ id, kind, reason, statement, at: iso(atMs), inForce },
    ...(endsAtMs === undefined ? {} : { endsAt: iso(endsAtMs) }),
    ...(liftedAtMs === undefined ? {} : { liftedAt: iso(liftedAtMs) }),
    ...(acknowledgedAtMs === undefined ? {} : { acknowledgedAt: iso(acknowledgedAtMs) }),
    ...(appeal === undefined
      ? {}
      : {
          appeal: {
            ...{ text: appeal.text, at: iso(appeal.atMs), status: appeal.status },
            ...(appeal.decidedAtMs === undefined ? {} : { decidedAt: iso(appeal.decidedAtMs) }),
            ...(appeal.note === undefined ? {} : { note: appeal.note }),
          },
        }),
  };
}

/** As staff see it. */
export async function staffSanctionView(
  personal: PersonalFields,
  accountId: string,
  kept: KeptSanction,
  nowMs: number,
): Promise<StaffSanction> {
  const opened = await openSanction(personal, accountId, kept);
  const { version, by, caseId, liftedBy, appeal } = opened;
  return {
    ...ownView(opened, isInForce(kept, nowMs)),
    ...{ accountId, version, by },
    ...(caseId === undefined ? {} : { caseId }),
    ...(liftedBy === undefined ? {} : { liftedBy }),
    ...(appeal?.decidedBy === undefined ? {} : { decidedBy: appeal.decidedBy }),
  };
}
