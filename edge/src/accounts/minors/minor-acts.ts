import { isAdultOn } from '@halobuzz/core/age';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256, randomBytes, randomSecret, toBase64Url } from '../../bytes.ts';
import { dayOf } from '../../day-of.ts';
import { beginErasure } from '../../privacy/erasure/account-erasure-acts.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { queueNotice } from '../notifications/notices.ts';
import { putProjection, putRevocation } from '../outbox/outbox-store.ts';
import { removeAllSessions } from '../sessions/session-store.ts';
import { minorStateOf, minorStateOn, turnsAtMs } from './minor-state.ts';
import {
  addParentDecision,
  admitParentMail,
  dropCodesOfOthers,
  dropParentCodes,
  type ParentAct,
  putParentCode,
  readMinor,
  spendParentCode,
  writeMinor,
} from './minor-store.ts';

/**
 * Within a change that writes a birth date: what follows from it. Who is too young is hidden and signed out, and erased
 * when the time to object is over; who needs a parent may do little until one allows it.
 */
export function settleMinor(context: AccountContext, birthDate: string, nowMs: number): void {
  const account = readAccount(context.sql);
  if (account === undefined) return;
  const today = dayOf(nowMs);
  const before = readMinor(context.sql);
  if (isAdultOn(birthDate, today)) {
    if (before.endsAtMs > 0 || before.turnsAtMs > 0) release(context, account, nowMs);
    return;
  }
  // What a parent said before does not make somebody older, nor outlive the need to be asked.
  const alone = minorStateOn(birthDate, today, { country: account.country, granted: false });
  if (alone === 'too_young') {
    dropParentCodes(context.sql, 'allow', 'withdraw');
    return endForAge(context, nowMs);
  }
  if (alone === 'allowed') return release(context, account, nowMs);
  writeMinor(context.sql, { ...before, turnsAtMs: turnsAtMs(birthDate, account.country), endsAtMs: 0 });
  reproject(context, account, nowMs);
}

/** Within a change: nothing of the account is hidden or waits for a parent any more. */
function release(context: AccountContext, account: AccountRow, nowMs: number): void {
  writeMinor(context.sql, { ...readMinor(context.sql), turnsAtMs: 0, endsAtMs: 0 });
  dropParentCodes(context.sql, 'allow', 'withdraw');
  reproject(context, account, nowMs);
}

/** Within a change: the account is seen by nobody, signed out, and will be erased. */
function endForAge(context: AccountContext, nowMs: number): void {
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return;
  const before = readMinor(context.sql);
  if (before.endsAtMs > 0) return;
  writeMinor(context.sql, { ...before, granted: false, endsAtMs: nowMs + limits.erasureWindowMs });
  writeAccount(context.sql, { ...account, epoch: account.epoch + 1, version: account.version + 1 });
  removeAllSessions(context.sql);
  putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'session_revoked' }, nowMs);
  putProjection(context.sql, nowMs);
  recordEvent(context.sql, 'ended_for_age', null, nowMs);
  queueNotice(context.sql, { kind: 'ended_for_age' }, nowMs);
}

function reproject(context: AccountContext, account: AccountRow, nowMs: number): void {
  writeAccount(context.sql, { ...account, version: account.version + 1 });
  putProjection(context.sql, nowMs);
}

export type AskedParent =
  | {
      readonly kind: 'asked';
      readonly username: string;
      readonly codes: Readonly<Record<ParentAct, string>>;
    }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** There is no account, or it needs no parent. */
  | { readonly kind: 'not_needed' }
  /** The address is the account's own. */
  | { readonly kind: 'own_address' };

/**
 * Two codes for a parent: one to answer, good for `parentCodeLifeMs`, and one to take a consent back, good until the child
 * is of age. `parentDigest` stands for the parent's address, as names do. Codes of earlier mails keep working.
 */
export async function askParent(context: AccountContext, parentDigest: string): Promise<AskedParent> {
  const known = readAccount(context.sql);
  if (known === undefined || (await minorStateOf(context)) !== 'needs_parent') return { kind: 'not_needed' };
  if (parentDigest === known.emailDigest) return { kind: 'own_address' };
  const codes = { allow: randomSecret(), withdraw: randomSecret() };
  const [allow, withdraw] = await Promise.all([
    codeMac(context, known.accountId, codes.allow),
    codeMac(context, known.accountId, codes.withdraw),
  ]);
  return context.change((nowMs): AskedParent => {
    const waitMs = admitParentMail(context.sql, nowMs);
    if (waitMs > 0) return { kind: 'limited', retryAfterMs: waitMs };
    const ofAge = Math.max(readMinor(context.sql).turnsAtMs, nowMs + limits.parentCodeLifeMs);
    const lifeMs = nowMs + limits.parentCodeLifeMs;
    context.sql.exec('DELETE FROM parent_codes WHERE expires_at <= ?', nowMs);
    putParentCode(context.sql, { mac: allow, act: 'allow', parentDigest, expiresAtMs: lifeMs });
    putParentCode(context.sql, { mac: withdraw, act: 'withdraw', parentDigest, expiresAtMs: ofAge });
    recordEvent(context.sql, 'parent_asked', null, nowMs);
    return { kind: 'asked', username: known.username, codes };
  });
}

/**
 * A parent's answer. Refusing, or taking a consent back, ends the account as if it were too young; another parent's consent,
 * or the same one's later, brings it back until it is erased. Only whoever gave a consent can take it back: another mail
 * may have gone to a stranger, and its code is good for years. @returns under which id the answer is kept; undefined for a
 * code that is wrong, used or too old, or does not fit the answer
 */
export async function answerParent(
  context: AccountContext,
  act: ParentAct,
  code: string,
  granted: boolean,
): Promise<string | undefined> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted' || (act === 'withdraw' && granted)) return undefined;
  const mac = await codeMac(context, known.accountId, code);
  return context.change((nowMs): string | undefined => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return undefined;
    const before = readMinor(context.sql);
    if (act === 'withdraw' && !before.granted) return undefined;
    const parentDigest = spendParentCode(context.sql, mac, act, nowMs);
    if (parentDigest === undefined) return undefined;
    const proof = newOpaqueId('pp', randomBytes);
    const decision = { granted, proof, parentDigest, decidedAtMs: nowMs };
    writeMinor(context.sql, { ...before, ...decision, ...(granted ? { endsAtMs: 0 } : {}) });
    addParentDecision(context.sql, decision);
    recordEvent(context.sql, granted ? 'parent_allowed' : 'parent_refused', null, nowMs);
    if (granted) {
      // What other mails offered is answered.
      dropParentCodes(context.sql, 'allow');
      dropCodesOfOthers(context.sql, parentDigest);
      reproject(context, account, nowMs);
      queueNotice(context.sql, { kind: 'parent_allowed' }, nowMs);
    } else {
      endForAge(context, nowMs);
    }
    return proof;
  });
}

/** Called by the alarm: who reached the age of consent needs no parent any more. */
export function turnOfAge(context: AccountContext): void {
  const { turnsAtMs: due } = readMinor(context.sql);
  if (due === 0 || due > Date.now()) return;
  context.change((nowMs) => {
    const account = readAccount(context.sql);
    // Whatever becomes of the account: a due time that stays would call the alarm for ever.
    if (account !== undefined) release(context, account, nowMs);
  });
}

/**
 * Called by the alarm: the time to object is over, and the erasure begins, with its own window. Who takes that back has as
 * long again to object. Who cannot be erased just now is tried again.
 */
export async function eraseForAge(context: AccountContext): Promise<void> {
  const { endsAtMs } = readMinor(context.sql);
  const account = readAccount(context.sql);
  if (account === undefined || endsAtMs === 0 || endsAtMs > Date.now()) return;
  // First: an alarm that fails must not come at once again.
  putOff(context, limits.outboxRetryMaxMs);
  if (account.status === 'active') {
    const planned = await context.planErasure(account.accountId);
    if (planned.kind === 'planned') await beginErasure(context, planned.erasureId);
  }
  putOff(context, limits.erasureWindowMs);
}

function putOff(context: AccountContext, byMs: number): void {
  context.change((nowMs) => {
    const row = readMinor(context.sql);
    if (row.endsAtMs > 0) writeMinor(context.sql, { ...row, endsAtMs: nowMs + byMs });
  });
}

/** Found by its HMAC: comparing takes no longer for a code that is nearly right. */
async function codeMac(context: AccountContext, accountId: string, code: string): Promise<string> {
  return toBase64Url(await hmacSha256(context.config.nameHmacKey, `parent-code|${accountId}|${code}`));
}
