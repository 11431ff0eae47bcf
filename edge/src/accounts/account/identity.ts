import { sessionAlive, sessionExpiresAtMs } from '../../tokens/refresh-decision.ts';
import { hasSecondFactor } from '../factors/factor-store.ts';
import { putProjection } from '../outbox/outbox-store.ts';
import { isAdult } from '../profile/birth-date-acts.ts';
import { readSession } from '../sessions/session-store.ts';
import type { AccountContext } from './account-context.ts';
import { createAccountTables, holdsName, readAccount, writeAccount } from './account-store.ts';
import type { AccountProfile, AccountState, NewAccount } from './account-types.ts';
import { recordEvent } from './security-events.ts';

/** Makes the account. Repeating it changes nothing. */
export async function createAccount(context: AccountContext, input: NewAccount): Promise<void> {
  if (readAccount(context.sql) !== undefined) return;
  const personal = await context.personalFields(input.accountId);
  const emailSealed = await personal.seal('email', input.email);
  context.change((nowMs) => {
    if (readAccount(context.sql) !== undefined) return;
    createAccountTables(context.sql);
    const { email: _plain, ...kept } = input;
    const fresh = { emailVerified: false, status: 'active', banned: false, epoch: 1, version: 1 } as const;
    writeAccount(context.sql, { ...kept, ...fresh, emailSealed, roles: ['viewer'], createdAtMs: nowMs });
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'registered', null, nowMs);
  });
}

/** Whether this account holds the name, or the passkey, with that digest. */
export function ownsName(context: AccountContext, digest: string): boolean {
  const account = readAccount(context.sql);
  return account !== undefined && holdsName(context.sql, account, digest);
}

/** What a request's permission hangs on; undefined where there is no account. */
export async function accountState(context: AccountContext, sessionId: string): Promise<AccountState | undefined> {
  // Everything else is read in one go behind it.
  const adult = await isAdult(context);
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const session = readSession(context.sql, sessionId);
  return {
    accountId: account.accountId,
    subject: account.subject,
    username: account.username,
    emailVerified: account.emailVerified,
    roles: [...account.roles],
    createdAtMs: account.createdAtMs,
    status: account.status,
    banned: account.banned,
    epoch: account.epoch,
    adult,
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
