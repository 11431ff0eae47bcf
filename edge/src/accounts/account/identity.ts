import { readPrivacySettings } from '../../privacy/requests/privacy-settings-store.ts';
import { sessionAlive, sessionExpiresAtMs } from '../../tokens/refresh-decision.ts';
import { consentFlags } from '../consents/consent-acts.ts';
import { hasSecondFactor } from '../factors/factor-store.ts';
import { minorStateOf } from '../minors/minor-state.ts';
import { endsForAge } from '../minors/minor-store.ts';
import { putProjection } from '../outbox/outbox-store.ts';
import { isAdult } from '../profile/birth-date-acts.ts';
import { readSession } from '../sessions/session-store.ts';
import { readRestrictions } from '../staff/sanction-store.ts';
import { writeAcceptedTerms } from '../terms/terms-store.ts';
import type { AccountContext } from './account-context.ts';
import { createAccountTables, holdsName, readAccount, writeAccount } from './account-store.ts';
import type { AccountProfile, AccountState, NewAccount } from './account-types.ts';
import { unlessErased } from './destroyed-key.ts';
import { recordEvent } from './security-events.ts';

/** Makes the account. Repeating it changes nothing. */
export async function createAccount(context: AccountContext, input: NewAccount): Promise<void> {
  if (readAccount(context.sql) !== undefined) return;
  const personal = await context.personalFields(input.accountId);
  const emailSealed = await personal.seal('email', input.email);
  const subjectSealed = await personal.seal('subject', input.subject);
  context.change((nowMs) => {
    if (readAccount(context.sql) !== undefined) return;
    createAccountTables(context.sql);
    const { email: _email, subject: _subject, terms, ...kept } = input;
    const fresh = { emailVerified: false, status: 'active', banned: false, epoch: 1, version: 1 } as const;
    writeAccount(context.sql, { ...kept, ...fresh, emailSealed, subjectSealed, roles: ['viewer'], createdAtMs: nowMs });
    writeAcceptedTerms(context.sql, terms, nowMs);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'registered', null, nowMs);
  });
}

/** Whether this account holds the name, or the passkey, with that digest. */
export function ownsName(context: AccountContext, digest: string): boolean {
  const account = readAccount(context.sql);
  return account !== undefined && holdsName(context.sql, account, digest);
}

/** What a request's permission hangs on; undefined where there is no account, or one that came back after it was erased. */
export function accountState(context: AccountContext, sessionId: string): Promise<AccountState | undefined> {
  return unlessErased(() => readState(context, sessionId), undefined);
}

async function readState(context: AccountContext, sessionId: string): Promise<AccountState | undefined> {
  const known = readAccount(context.sql);
  if (known === undefined) return undefined;
  const subject = await context.subjectOf(known);
  // Everything else is read in one go behind it.
  const adult = await isAdult(context);
  const minor = await minorStateOf(context);
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const session = readSession(context.sql, sessionId);
  return {
    accountId: account.accountId,
    subject,
    username: account.username,
    emailVerified: account.emailVerified,
    roles: [...account.roles],
    createdAtMs: account.createdAtMs,
    status: account.status,
    banned: account.banned,
    restrictions: readRestrictions(context.sql),
    epoch: account.epoch,
    adult,
    consents: consentFlags(context),
    minor,
    endsForAge: endsForAge(context.sql),
    restricted: readPrivacySettings(context.sql).restricted,
    secondFactor: hasSecondFactor(context.sql),
    sessionAlive: session !== undefined && sessionAlive(session, Date.now()),
    sessionExpiresAtMs: session === undefined ? 0 : sessionExpiresAtMs(session),
    sessionJkt: session?.jkt ?? '',
  };
}

/** The account as its owner sees it. */
export async function accountProfile(context: AccountContext): Promise<AccountProfile | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  return {
    accountId: account.accountId,
    username: account.username,
    email: await personal.open('email', account.emailSealed),
    emailVerified: account.emailVerified,
    roles: [...account.roles],
    createdAtMs: account.createdAtMs,
  };
}
