import { isAdultOn } from '@halobuzz/core/age';
import type { AccountContext } from '../../accounts/account/account-context.ts';
import { readAccount } from '../../accounts/account/account-store.ts';
import { recordEvent } from '../../accounts/account/security-events.ts';
import { settleMinor } from '../../accounts/minors/minor-acts.ts';
import { queueNotice } from '../../accounts/notifications/notices.ts';
import { birthDateField, readBirthDate, writeBirthDate } from '../../accounts/profile/birth-date-store.ts';
import { auditStaffAct, type StaffAct, type StaffActResult } from '../../accounts/staff/staff-acts.ts';
import { dayOf } from '../../day-of.ts';

/**
 * Sets a birth date that was said wrongly, which only staff can, by a granted request; what follows from a birth date
 * follows from this one. Repeating it changes nothing. The audit log says that it was done and never which day it is.
 */
export async function correctBirthDate(
  context: AccountContext,
  by: StaffAct,
  birthDate: string,
): Promise<StaffActResult> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted') return 'unknown';
  const personal = await context.personalFields(known.accountId);
  const before = readBirthDate(context.sql);
  if (before !== undefined && (await personal.open(birthDateField, before.sealed)) === birthDate) return 'same';
  const sealed = await personal.seal(birthDateField, birthDate);
  return context.change((nowMs): StaffActResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    writeBirthDate(context.sql, { sealed, adult: isAdultOn(birthDate, dayOf(nowMs)) });
    auditStaffAct(context, by, { action: 'birth_date.corrected', subject: account.accountId }, nowMs);
    recordEvent(context.sql, 'birth_date_corrected', null, nowMs);
    queueNotice(context.sql, { kind: 'birth_date_corrected' }, nowMs);
    settleMinor(context, birthDate, nowMs);
    return 'done';
  });
}
