import type { StaffAccount } from '@halobuzz/core/api/admin';
import type { StaffView } from '../accounts/staff/staff-acts.ts';

/** An account as any of our staff sees it: without its address, which is shown to who said why (`open`). */
export function accountView(view: StaffView): StaffAccount {
  const { createdAtMs, ban, email: _email, ...account } = view;
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  if (ban === null) return { ...account, createdAt: iso(createdAtMs) };
  const { reason, by, sinceMs, endsAtMs } = ban;
  const ends = endsAtMs === null ? {} : { endsAt: iso(endsAtMs) };
  return { ...account, createdAt: iso(createdAtMs), ban: { reason, by, since: iso(sinceMs), ...ends } };
}
