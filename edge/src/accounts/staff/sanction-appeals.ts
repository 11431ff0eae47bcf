import type { AccountAppealDecision, AccountSanctionView } from '@halobuzz/core/api/account-sanctions';
import { limits } from '@halobuzz/core/limits';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { unlessErased } from '../account/destroyed-key.ts';
import { recordEvent } from '../account/security-events.ts';
import { queueNotice } from '../notifications/notices.ts';
import { appealLinkDigest } from './appeal-links.ts';
import { mayLift, type SanctionChange, undoSanction } from './sanction-acts.ts';
import { isInForce, type KeptSanction, readSanction, readSanctions, writeSanction } from './sanction-store.ts';
import { appealField, appealNoteField, openSanction, ownView } from './sanction-views.ts';
import { auditStaffAct, type StaffAct } from './staff-acts.ts';
import { tellSanction } from './tell-sanction.ts';

/** `conflict`: appealed before, or over. */
export type Appealed = AccountSanctionView | 'unknown' | 'conflict';

/** The person has read a warning. Repeating it changes nothing. */
export async function acknowledgeSanction(context: AccountContext, id: string): Promise<Appealed> {
  if (readSanction(context.sql, id) === undefined) return 'unknown';
  const outcome = context.change((nowMs): 'done' | 'unknown' | 'conflict' => {
    const sanction = readSanction(context.sql, id);
    if (sanction === undefined) return 'unknown';
    if (sanction.kind !== 'warn') return 'conflict';
    if (sanction.acknowledgedAtMs !== null || sanction.liftedAtMs !== null) return 'done';
    writeSanction(context.sql, { ...sanction, acknowledgedAtMs: nowMs });
    tellSanction(context, id, 'warn', nowMs);
    return 'done';
  });
  return outcome === 'done' ? viewOf(context, id) : outcome;
}

/** The person appeals: once for each sanction, while it is in force; a warning also after it was acknowledged. */
export function appealSanction(context: AccountContext, id: string, text: string): Promise<Appealed> {
  return appealOne(context, (sanctions) => sanctions.find((one) => one.id === id), text);
}

/** The same by the link of the mail about a ban: without a session, and for that ban alone. */
export async function appealByLink(context: AccountContext, token: string, text: string): Promise<Appealed> {
  const digest = await appealLinkDigest(token);
  return appealOne(context, (sanctions, nowMs) => linkedBan(sanctions, digest, nowMs), text);
}

/** What the link of the mail leads to; undefined when it is wrong or too old: nobody is told which. */
export async function readByLink(context: AccountContext, token: string): Promise<AccountSanctionView | undefined> {
  const digest = await appealLinkDigest(token);
  const sanction = linkedBan(readSanctions(context.sql), digest, Date.now());
  const view = sanction === undefined ? 'unknown' : await viewOf(context, sanction.id);
  return typeof view === 'string' ? undefined : view;
}

/** Digests of random secrets: comparing them in any time tells nothing. */
function linkedBan(sanctions: readonly KeptSanction[], digest: string, nowMs: number): KeptSanction | undefined {
  const found = sanctions.find((one) => one.linkDigest !== '' && one.linkDigest === digest);
  return found !== undefined && nowMs - found.atMs < limits.appealLinkLifeMs ? found : undefined;
}

async function appealOne(
  context: AccountContext,
  find: (sanctions: readonly KeptSanction[], nowMs: number) => KeptSanction | undefined,
  text: string,
): Promise<Appealed> {
  return unlessErased<Appealed>(async () => {
    const account = readAccount(context.sql);
    const known = find(readSanctions(context.sql), Date.now());
    if (account === undefined || known === undefined) return 'unknown';
    const personal = await context.personalFields(account.accountId);
    // The same words again: the answer to the first try was lost.
    const earlier =
      known.appeal === null ? undefined : await personal.open(appealField(known.id), known.appeal.textSealed);
    const textSealed = await personal.seal(appealField(known.id), text);
    const appealed = context.change((nowMs): boolean => {
      const sanction = readSanction(context.sql, known.id);
      if (sanction === undefined) return false;
      if (sanction.appeal !== null) return sanction.appeal.status === 'open' && earlier === text;
      if (!mayAppeal(sanction, nowMs)) return false;
      const undecided = { decidedBy: null, decidedAtMs: null, noteSealed: null };
      writeSanction(context.sql, { ...sanction, appeal: { textSealed, atMs: nowMs, status: 'open', ...undecided } });
      recordEvent(context.sql, 'appealed', null, nowMs);
      tellSanction(context, sanction.id, sanction.kind, nowMs);
      return true;
    });
    return appealed ? viewOf(context, known.id) : 'conflict';
  }, 'unknown');
}

function mayAppeal(sanction: KeptSanction, nowMs: number): boolean {
  if (sanction.kind === 'warn') return sanction.liftedAtMs === null && nowMs - sanction.atMs < limits.strikeLifeMs;
  return isInForce(sanction, nowMs);
}

/**
 * Decides an open appeal: by neither who imposed the sanction nor whom it concerns. What is lifted is lifted in the same
 * change. The same decision by the same person again is answered like the first.
 */
export function decideAppeal(
  context: AccountContext,
  by: StaffAct,
  id: string,
  decision: Pick<AccountAppealDecision, 'outcome' | 'note' | 'version'>,
): Promise<SanctionChange> {
  return unlessErased<SanctionChange>(async () => {
    const known = readAccount(context.sql);
    if (known === undefined || readSanction(context.sql, id) === undefined) return 'unknown';
    const personal = await context.personalFields(known.accountId);
    const noteSealed = await personal.seal(appealNoteField(id), decision.note);
    return context.change((nowMs): SanctionChange => {
      const sanction = readSanction(context.sql, id);
      const account = readAccount(context.sql);
      const appeal = sanction?.appeal ?? null;
      if (account === undefined || sanction === undefined || appeal === null) return 'unknown';
      if (by.actor === account.accountId || by.actor === sanction.by) return 'forbidden';
      const { outcome } = decision;
      if (appeal.status === outcome && appeal.decidedBy === by.actor) return 'done';
      if (appeal.status !== 'open' || sanction.version !== decision.version) return 'stale';
      if (outcome === 'lifted' && !mayLift(sanction, by)) return 'forbidden';
      const details = { sanction: id, kind: sanction.kind, outcome };
      auditStaffAct(context, by, { action: 'appeal.decided', subject: account.accountId, details }, nowMs);
      const decided = { ...appeal, status: outcome, decidedBy: by.actor, decidedAtMs: nowMs, noteSealed };
      if (outcome === 'upheld' || sanction.liftedAtMs !== null) {
        writeSanction(context.sql, { ...sanction, appeal: decided });
        tellSanction(context, id, sanction.kind, nowMs);
      } else undoSanction(context, { ...sanction, appeal: decided }, by.actor, nowMs);
      recordEvent(context.sql, 'appeal_decided', null, nowMs);
      queueNotice(context.sql, { kind: 'appeal_decided', sanction: sanction.kind, outcome }, nowMs);
      return 'done';
    });
  }, 'unknown');
}

async function viewOf(context: AccountContext, id: string): Promise<AccountSanctionView | 'unknown'> {
  const account = readAccount(context.sql);
  const kept = readSanction(context.sql, id);
  if (account === undefined || kept === undefined) return 'unknown';
  const personal = await context.personalFields(account.accountId);
  return ownView(await openSanction(personal, account.accountId, kept), isInForce(kept, Date.now()));
}
