import { isAdultOn } from '@halobuzz/core/age';
import { dayOf } from '../../day-of.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { settleMinor } from '../minors/minor-acts.ts';
import { minorStateOf } from '../minors/minor-state.ts';
import { birthDateField, readBirthDate, writeBirthDate } from './birth-date-store.ts';

/** `other`: another day was said before. `absent`: there is no account. */
export type SaidBirthDate =
  | { readonly kind: 'ok'; readonly adult: boolean; readonly tooYoung: boolean }
  | { readonly kind: 'other' | 'absent' };

export interface BirthDateState {
  readonly said: boolean;
  readonly adult: boolean;
}

/** Keeps a birth date, a real day that was checked; the same one may be said again. */
export async function sayBirthDate(context: AccountContext, birthDate: string): Promise<SaidBirthDate> {
  const account = readAccount(context.sql);
  if (account?.status !== 'active') return { kind: 'absent' };
  const personal = await context.personalFields(account.accountId);
  const sealed = await personal.seal(birthDateField, birthDate);
  const stored = context.change((nowMs) => {
    // Read now, not before sealing: of two at once the first holds.
    const known = readBirthDate(context.sql);
    if (known !== undefined) return known.sealed;
    writeBirthDate(context.sql, { sealed, adult: isAdultOn(birthDate, dayOf(nowMs)) });
    settleMinor(context, birthDate, nowMs);
    return sealed;
  });
  if ((await personal.open(birthDateField, stored)) !== birthDate) return { kind: 'other' };
  return { kind: 'ok', adult: await isAdult(context), tooYoung: (await minorStateOf(context)) === 'too_young' };
}

export async function birthDateState(context: AccountContext): Promise<BirthDateState> {
  return { said: readBirthDate(context.sql) !== undefined, adult: await isAdult(context) };
}

/** By the birth date that was said; who said none counts as none. Opens it only while they are not. */
export async function isAdult(context: AccountContext): Promise<boolean> {
  const known = readBirthDate(context.sql);
  if (known === undefined) return false;
  if (known.adult) return true;
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return false;
  const personal = await context.personalFields(account.accountId);
  if (!isAdultOn(await personal.open(birthDateField, known.sealed), dayOf(Date.now()))) return false;
  context.change(() => writeBirthDate(context.sql, { ...known, adult: true }));
  return true;
}
