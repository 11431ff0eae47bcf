import { isOfAgeOn, yearsAfter } from '@halobuzz/core/age';
import type { MinorState, MinorView } from '@halobuzz/core/api/privacy-requests';
import { consentAgesOf } from '@halobuzz/core/privacy/digital-consent-ages';
import { dayOf } from '../../day-of.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import { birthDateField, readBirthDate } from '../profile/birth-date-store.ts';
import { askedUntilMs, readMinor, readParentDecisions } from './minor-store.ts';

/** What somebody born on that day is, on that day of UTC, in the country that their account was made in. */
export function minorStateOn(
  birthDate: string,
  today: string,
  { country, granted }: { readonly country: string; readonly granted: boolean },
): Exclude<MinorState, 'adult' | 'unknown'> {
  const { minimumAge, consentAge } = consentAgesOf(country);
  if (!isOfAgeOn(birthDate, minimumAge, today)) return 'too_young';
  return granted || isOfAgeOn(birthDate, consentAge, today) ? 'allowed' : 'needs_parent';
}

/** When somebody reaches the age of consent: the beginning of that day in UTC. */
export function turnsAtMs(birthDate: string, country: string): number {
  const [year = '', month = '', day = ''] = yearsAfter(birthDate, consentAgesOf(country).consentAge).split('-');
  // A leap day that its year has not is 1 March.
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}

/** Opens the birth date only while its owner is no adult. */
export async function minorStateOf(context: AccountContext): Promise<MinorState> {
  const known = readBirthDate(context.sql);
  if (known === undefined) return 'unknown';
  if (known.adult) return 'adult';
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return 'unknown';
  return openedState(context, account, known.sealed);
}

async function openedState(context: AccountContext, account: AccountRow, sealed: string): Promise<MinorState> {
  const personal = await context.personalFields(account.accountId);
  const birthDate = await personal.open(birthDateField, sealed);
  const today = dayOf(Date.now());
  return minorStateOn(birthDate, today, { country: account.country, granted: readMinor(context.sql).granted });
}

/** What its owner is told. */
export async function minorViewOf(context: AccountContext): Promise<MinorView | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return undefined;
  const state = await minorStateOf(context);
  const asked = askedUntilMs(context.sql, Date.now());
  const { endsAtMs } = readMinor(context.sql);
  const decisions = readParentDecisions(context.sql);
  return {
    state,
    ...consentAgesOf(account.country),
    ...(asked === undefined ? {} : { askedUntil: new Date(asked).toISOString() }),
    ...(decisions.length === 0 ? {} : { decisions }),
    ...(endsAtMs === 0 ? {} : { endsAt: new Date(endsAtMs).toISOString() }),
  };
}
