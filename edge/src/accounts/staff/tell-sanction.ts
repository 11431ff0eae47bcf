import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import { putProjection, putRow } from '../outbox/outbox-store.ts';
import { isInForce, type KeptSanction, readSanctions, writeSanction } from './sanction-store.ts';

/** Within a change: a newer ban takes the place of those before it. */
export function replaceBans(context: AccountContext, nowMs: number): void {
  for (const earlier of readSanctions(context.sql)) {
    if (earlier.kind !== 'ban' || !isInForce(earlier, nowMs)) continue;
    writeSanction(context.sql, { ...earlier, endsAtMs: nowMs });
    tellSanction(context, earlier.id, 'ban', nowMs);
  }
}

/** Within a change: a ban ends by an act that names no sanction of its own. */
export function liftBanSanctions(context: AccountContext, by: string, nowMs: number): void {
  for (const ban of readSanctions(context.sql)) {
    if (ban.kind !== 'ban' || !isInForce(ban, nowMs)) continue;
    writeSanction(context.sql, { ...ban, liftedAtMs: nowMs, liftedBy: by });
    tellSanction(context, ban.id, 'ban', nowMs);
  }
}

/** Within a change: the origin hears of the sanction, and by it every gateway. Who is suspended broadcasts no more. */
export function tellSanction(context: AccountContext, id: string, kind: KeptSanction['kind'], nowMs: number): void {
  putRow(context.sql, 'sanction', id, nowMs);
  if (kind !== 'suspend') return;
  const account = readAccount(context.sql);
  if (account === undefined) return;
  writeAccount(context.sql, { ...account, version: account.version + 1 });
  putProjection(context.sql, nowMs);
}
