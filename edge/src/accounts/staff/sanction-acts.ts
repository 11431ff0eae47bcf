import type { AccountSanctionView, StaffSanctions } from '@halobuzz/core/api/account-sanctions';
import type { SanctionOrder } from '@halobuzz/core/api/cases';
import { limits } from '@halobuzz/core/limits';
import { isAccountSanction } from '@halobuzz/core/moderation/outcomes';
import { strikesOf, suggestSanction } from '@halobuzz/core/moderation/suggest-sanction';
import { isStaff } from '@halobuzz/core/roles';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { unlessErased } from '../account/destroyed-key.ts';
import { recordEvent } from '../account/security-events.ts';
import { queueNotice } from '../notifications/notices.ts';
import { appealLinkField, newAppealLink } from './appeal-links.ts';
import { banEndsAtMs, writeBan } from './ban-store.ts';
import {
  isInForce,
  type KeptSanction,
  makePlace,
  readSanction,
  readSanctions,
  writeSanction,
} from './sanction-store.ts';
import { openSanction, ownView, staffSanctionView, statementField } from './sanction-views.ts';
import { applyBan, auditStaffAct, liftBan, type StaffAct } from './staff-acts.ts';
import { replaceBans, tellSanction } from './tell-sanction.ts';

/** What is to be imposed. The same `id` carried out twice is one sanction; who decided it is `by`. */
export type ImposeOrder = Pick<SanctionOrder, 'id' | 'kind' | 'reason' | 'statement' | 'seconds' | 'by' | 'full'> & {
  readonly caseId?: string;
  /** Why, in the words of staff; stands in the audit log. */
  readonly staffReason?: string;
  readonly requestId?: string;
};

/** `staff`: an account of ours, whose roles have to go first. `own`: nobody decides about themselves. */
export type ImposeResult = 'done' | 'same' | 'unknown' | 'staff' | 'forbidden' | 'own' | 'not_for_accounts';
/** `stale`: it changed since it was looked at. */
export type SanctionChange = 'done' | 'unknown' | 'forbidden' | 'stale';

/**
 * Imposes a sanction on this account: row, effect, audit record, notice and what the origin is to be told, in one change.
 * May be repeated: an order that was carried out is answered with `same`.
 */
export function imposeSanction(context: AccountContext, order: ImposeOrder): Promise<ImposeResult> {
  return unlessErased<ImposeResult>(() => impose(context, order), 'unknown');
}

async function impose(context: AccountContext, order: ImposeOrder): Promise<ImposeResult> {
  const known = readAccount(context.sql);
  const { kind, reason, by } = order;
  if (known === undefined) return 'unknown';
  if (!isAccountSanction(kind)) return 'not_for_accounts';
  const id = `sa_${order.id.slice(3)}`;
  const personal = await context.personalFields(known.accountId);
  const statementSealed = await personal.seal(statementField(id), order.statement);
  const link = kind === 'ban' ? await newAppealLink(known.accountId) : undefined;
  const tokenSealed = link === undefined ? undefined : await personal.seal(appealLinkField, link.token);
  return context.change((nowMs): ImposeResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    if (readSanction(context.sql, id) !== undefined) return 'same';
    if (by === account.accountId) return 'own';
    if (isStaff(account.roles)) return 'staff';
    // A ban without an end was set by an admin: nobody else replaces it by one that ends.
    if (kind === 'ban' && account.banned && banEndsAtMs(context.sql) === undefined && !order.full) return 'forbidden';
    makePlace(context.sql, nowMs);
    if (kind === 'ban') replaceBans(context, nowMs);
    const endsAtMs = order.seconds === undefined ? null : nowMs + order.seconds * 1000;
    writeSanction(context.sql, {
      ...{ id, kind, reason, statementSealed, caseId: order.caseId ?? null, by, atMs: nowMs, endsAtMs },
      ...{ liftedAtMs: null, liftedBy: null, acknowledgedAtMs: null, appeal: null, linkDigest: link?.digest ?? '' },
    });
    const details = {
      ...{ sanction: id, kind, code: reason },
      ...(order.seconds === undefined ? {} : { seconds: order.seconds }),
      ...(order.caseId === undefined ? {} : { case: order.caseId }),
    };
    const who = {
      actor: by,
      ...(order.staffReason === undefined ? {} : { reason: order.staffReason }),
      ...(order.requestId === undefined ? {} : { requestId: order.requestId }),
    };
    auditStaffAct(context, who, { action: 'sanction.set', subject: account.accountId, details }, nowMs);
    const notice = {
      ...{ kind: 'sanctioned' as const, sanction: kind, endsAtMs },
      ...(tokenSealed === undefined ? {} : { tokenSealed }),
    };
    if (kind === 'ban') {
      writeBan(context.sql, { reason: order.staffReason ?? reason, by, sinceMs: nowMs, endsAtMs });
      if (account.banned) queueNotice(context.sql, notice, nowMs);
      else applyBan(context, account, nowMs, notice);
    } else {
      recordEvent(context.sql, 'sanctioned', null, nowMs);
      queueNotice(context.sql, notice, nowMs);
    }
    tellSanction(context, id, kind, nowMs);
    return 'done';
  });
}

/** Within a change: what the sanction forbade is allowed again, unless another one forbids it. */
export function undoSanction(context: AccountContext, sanction: KeptSanction, by: string, nowMs: number): void {
  writeSanction(context.sql, { ...sanction, liftedAtMs: nowMs, liftedBy: by });
  const account = readAccount(context.sql);
  if (sanction.kind === 'ban' && isInForce(sanction, nowMs) && account?.banned === true) {
    liftBan(context, account, nowMs);
  }
  tellSanction(context, sanction.id, sanction.kind, nowMs);
}

/** Lifts a sanction; one that is lifted already is answered with `done`, if nothing else changed. */
export function liftSanction(context: AccountContext, by: StaffAct, id: string, version: number): SanctionChange {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs): SanctionChange => {
    const account = readAccount(context.sql);
    const sanction = readSanction(context.sql, id);
    if (account === undefined || account.status === 'deleted' || sanction === undefined) return 'unknown';
    if (account.accountId === by.actor) return 'forbidden';
    if (sanction.liftedAtMs !== null && sanction.liftedBy === by.actor) return 'done';
    if (sanction.version !== version || sanction.liftedAtMs !== null) return 'stale';
    if (!mayLift(sanction, by)) return 'forbidden';
    const details = { sanction: id, kind: sanction.kind };
    auditStaffAct(context, by, { action: 'sanction.lifted', subject: account.accountId, details }, nowMs);
    undoSanction(context, sanction, by.actor, nowMs);
    return 'done';
  });
}

/** What only an admin may impose, only an admin lifts. */
export function mayLift(sanction: KeptSanction, by: Pick<StaffAct, 'full'>): boolean {
  return by.full || sanction.kind !== 'ban' || sanction.endsAtMs !== null;
}

/** What the person concerned got, the newest first. */
export function ownSanctions(context: AccountContext): Promise<AccountSanctionView[]> {
  return unlessErased(async () => {
    const account = readAccount(context.sql);
    if (account === undefined) return [];
    const personal = await context.personalFields(account.accountId);
    const nowMs = Date.now();
    return Promise.all(
      readSanctions(context.sql).map(async (kept) =>
        ownView(await openSanction(personal, account.accountId, kept), isInForce(kept, nowMs)),
      ),
    );
  }, []);
}

/** What staff see of all sanctions of the account; undefined where there is no account. */
export function staffSanctions(context: AccountContext): Promise<StaffSanctions | undefined> {
  return unlessErased(async () => {
    const account = readAccount(context.sql);
    if (account === undefined) return undefined;
    const personal = await context.personalFields(account.accountId);
    const kept = readSanctions(context.sql);
    const nowMs = Date.now();
    const strikes = strikesOf(
      kept.map(({ kind, atMs, liftedAtMs }) => ({ kind, atMs, liftedAtMs: liftedAtMs ?? undefined })),
      nowMs,
      limits.strikeLifeMs,
    );
    const items = await Promise.all(kept.map((one) => staffSanctionView(personal, account.accountId, one, nowMs)));
    return { items, strikes, suggestion: { ...suggestSanction(strikes) } };
  }, undefined);
}
