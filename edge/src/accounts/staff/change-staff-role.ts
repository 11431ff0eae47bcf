import { AppError } from '@halobuzz/core/errors/app-error';
import type { StaffRole } from '@halobuzz/core/roles';
import type { Services } from '../../services.ts';
import type { StaffAct, StaffActResult } from './staff-acts.ts';
import { staffStub } from './staff-stub.ts';

/** Throws what a result means to whoever asked. @returns whether anything changed */
export function requireDone(result: StaffActResult): boolean {
  switch (result) {
    case 'done':
      return true;
    case 'same':
      return false;
    case 'unknown':
      throw new AppError('not_found');
    case 'staff':
      throw new AppError('staff_account');
    case 'forbidden':
      throw new AppError('forbidden');
    case 'sanctioned':
      throw new AppError('conflict');
    default:
      return result satisfies never;
  }
}

/**
 * Gives or takes a staff role, keeping at least one admin (see StaffObject for the order of the steps). May be repeated.
 * @returns whether anything changed
 * @throws AppError `not_yourself`, `last_admin`, `not_found`, `forbidden` (banned, about to end, or no proven e-mail address)
 */
export async function changeStaffRole(
  services: Pick<Services, 'account' | 'bindings'>,
  by: StaffAct,
  accountId: string,
  role: StaffRole,
  held: boolean,
): Promise<boolean> {
  if (by.actor === accountId) throw new AppError('not_yourself');
  const roster = staffStub(services.bindings);
  const account = services.account(accountId);
  if (held) {
    const changed = requireDone(await account.changeRole(by, role, true));
    if (role === 'admin') {
      await roster.listAdmin(accountId);
      // Taken again before it was listed: a name on the list that is no admin's would let the last admin go.
      if ((await account.staffView())?.roles.includes('admin') !== true) await roster.strikeAdmin(accountId);
    }
    return changed;
  }
  if (role === 'admin') {
    const held = (await account.staffView())?.roles.includes('admin') === true;
    if (held && (await roster.unlistAdmin(accountId)) === 'last') throw new AppError('last_admin');
  }
  return requireDone(await account.changeRole(by, role, false));
}
