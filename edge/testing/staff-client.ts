import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import type { OpenScope } from '@halobuzz/core/api/support';
import type { StaffRole } from '@halobuzz/core/roles';
import { type Answer, bindings, call, type Member } from './edge-client.ts';
import { inAccount, totpMember } from './factor-client.ts';

export interface StaffMember {
  readonly member: Member;
  readonly tokens: Tokens;
  /** Confirmed by a second factor, a moment ago. */
  readonly token: string;
}

/** An act of nobody in particular, with every right. */
export const testAct = { actor: 'operator:test', full: true, reason: 'for a test', requestId: 'rq_test' } as const;

export function accountObject(member: Pick<Member, 'accountId'>) {
  return bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
}

/** Somebody with a second factor and these roles, given as an operator gives them. */
export async function staffMember(...roles: readonly StaffRole[]): Promise<StaffMember> {
  const { member, tokens } = await totpMember();
  await giveRoles(member, ...roles);
  return { member, tokens, token: tokens.accessToken };
}

export async function giveRoles(member: Pick<Member, 'accountId'>, ...roles: readonly StaffRole[]): Promise<void> {
  for (const role of roles) await accountObject(member).changeRole(testAct, role, true);
  const staff = bindings.STAFF.get(bindings.STAFF.idFromName('staff'));
  if (roles.includes('admin')) await staff.listAdmin(member.accountId);
}

/** Says why, as one must before reading what is private of somebody. */
export async function openPerson(token: string, accountId: string, ...scopes: readonly OpenScope[]): Promise<Answer> {
  const body = { reason: 'asked for help, ticket 4711', scopes };
  return call('POST', `/admin/accounts/${accountId}/open`, { token, body });
}

/** A token of the same session as it would be without its second factor. */
export async function tokenWithoutFactor({ member, tokens }: StaffMember): Promise<string> {
  await inAccount(member, (sql) => sql.exec("UPDATE sessions SET amr = 'pwd' WHERE id = ?", tokens.sessionId));
  const answer = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  return tokensSchema.parse(answer.body.data).accessToken;
}
