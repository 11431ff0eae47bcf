import type { AccountContext } from '../../accounts/account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../../accounts/account/account-store.ts';
import { recordEvent } from '../../accounts/account/security-events.ts';
import { sendUnlessRefused } from '../../accounts/notifications/send-unless-refused.ts';
import { allRows, dropKinds, putProjection, putRevocation } from '../../accounts/outbox/outbox-store.ts';
import { allPasskeys } from '../../accounts/passkeys/passkey-store.ts';
import { removeAllSessions } from '../../accounts/sessions/session-store.ts';
import { readAccountErasure } from './account-erasure-store.ts';
import { farewellMail } from './farewell-mail.ts';

/** What the steps of an erasure have to know of an account, for as long as there is one. */
export interface ClosedAccount {
  readonly accountId: string;
  readonly subject: string;
  readonly username: string;
  readonly usernameDigest: string;
  /** Names of objects that this account holds besides its username: its address and its passkeys. */
  readonly otherDigests: readonly string[];
  readonly version: number;
}

/** `void`: no such erasure stands behind this account any more, it was taken back. `early`: it still can be. */
export type ClosingResult =
  | { readonly kind: 'closed'; readonly account: ClosedAccount }
  | { readonly kind: 'void' | 'early' };

/** From here on nothing takes it back. May be repeated. */
export async function closeForErasure(context: AccountContext, erasureId: string): Promise<ClosingResult> {
  if (readAccount(context.sql) === undefined) return { kind: 'void' };
  const outcome = context.change((nowMs): 'closed' | 'void' | 'early' => {
    const account = readAccount(context.sql);
    const erasure = readAccountErasure(context.sql);
    if (account === undefined || erasure?.id !== erasureId) return 'void';
    if (account.status === 'deleted') return 'closed';
    if (account.status !== 'erasing') return 'void';
    if (nowMs < erasure.cancelUntilMs) return 'early';
    writeAccount(context.sql, { ...account, status: 'deleted', version: account.version + 1 });
    removeAllSessions(context.sql);
    // A decision that comes behind the step which takes the account's name off all others would bring it back.
    dropKinds(context.sql, 'consent', 'campaign', 'notice');
    putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'session_revoked' }, nowMs);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'erased', null, nowMs);
    return 'closed';
  });
  if (outcome !== 'closed') return { kind: outcome };
  const account = closedAccount(context, erasureId);
  return { kind: 'closed', account: await describe(context, account) };
}

/** What {@link closeForErasure} answered, for the steps behind it. @throws Error when that account is not closed */
export function describeClosed(context: AccountContext, erasureId: string): Promise<ClosedAccount> {
  return describe(context, closedAccount(context, erasureId));
}

function closedAccount(context: AccountContext, erasureId: string): AccountRow {
  const account = readAccount(context.sql);
  const closed = account?.status === 'deleted' && readAccountErasure(context.sql)?.id === erasureId;
  if (account === undefined || !closed) throw new Error('the account is not closed for this erasure');
  return account;
}

async function describe(context: AccountContext, account: AccountRow): Promise<ClosedAccount> {
  const { accountId, username, usernameDigest, emailDigest, version } = account;
  const passkeys = allPasskeys(context.sql).map(({ digest }) => digest);
  return {
    ...{ accountId, username, usernameDigest, version },
    subject: await context.subjectOf(account),
    otherDigests: [...(emailDigest === '' ? [] : [emailDigest]), ...passkeys],
  };
}

/** The last mail to this address, once however often it is asked for. @returns how many went out */
export async function sendFarewell(context: AccountContext, erasureId: string, certificateId: string): Promise<number> {
  const account = closedAccount(context, erasureId);
  const { mailer } = context;
  if (!account.emailVerified || !mailer.ready) return 0;
  const personal = await context.personalFields(account.accountId);
  const to = await personal.open('email', account.emailSealed);
  const text = farewellMail(account.username, certificateId, context.config.publicUrl);
  const sent = await sendUnlessRefused(mailer, { ...text, to, idempotencyKey: `farewell|${certificateId}` });
  return sent ? 1 : 0;
}

/**
 * Empties the object once everything that others have to know has left it. @returns false while something waits. May be
 * repeated, also when it is empty already.
 */
export async function emptyErased(context: AccountContext, erasureId: string): Promise<boolean> {
  if (readAccount(context.sql) === undefined) return true;
  closedAccount(context, erasureId);
  await context.flush();
  const kinds = ['revocation', 'projection', 'audit', 'name_release'] as const;
  if (kinds.some((kind) => allRows(context.sql, kind).length > 0)) return false;
  await context.discard();
  return true;
}
