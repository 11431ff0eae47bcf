import { limits } from '@halobuzz/core/limits';
import { isStaff } from '@halobuzz/core/roles';
import { type RefreshChain, sessionAlive, sessionExpiresAtMs } from '../../tokens/refresh-decision.ts';
import { readAccount } from '../account/account-store.ts';

/** A session as stored; what tells of a person is sealed. Browser and address are empty once they were forgotten. */
export interface SessionRow extends RefreshChain {
  readonly id: string;
  readonly device: string;
  readonly deviceNameSealed: string;
  readonly userAgentSealed: string;
  readonly ipSealed: string;
  readonly country: string;
  readonly amr: readonly string[];
  /** When its holder last proved themselves, by signing in or by step-up. */
  readonly authAtMs: number;
  /** Thumbprint of the key that its refresh chain and access tokens are bound to; empty for none. */
  readonly jkt: string;
}

interface RawSession extends Record<string, SqlStorageValue> {
  id: string;
  device: string;
  device_name_sealed: string;
  user_agent_sealed: string;
  ip_sealed: string;
  country: string;
  created_at: number;
  rotated_at: number;
  counter: number;
  amr: string;
  auth_at: number;
  jkt: string;
}

function sessionOf(raw: RawSession, staff: boolean): SessionRow {
  return {
    id: raw.id,
    device: raw.device,
    deviceNameSealed: raw.device_name_sealed,
    userAgentSealed: raw.user_agent_sealed,
    ipSealed: raw.ip_sealed,
    country: raw.country,
    createdAtMs: raw.created_at,
    rotatedAtMs: raw.rotated_at,
    counter: raw.counter,
    amr: raw.amr.split(' '),
    authAtMs: raw.auth_at,
    jkt: raw.jkt,
    staff,
  };
}

export function readSession(sql: SqlStorage, sessionId: string): SessionRow | undefined {
  const [raw] = sql.exec<RawSession>('SELECT * FROM sessions WHERE id = ?', sessionId).toArray();
  return raw === undefined ? undefined : sessionOf(raw, staffOf(sql));
}

/** Sessions still alive, the most recently used first. */
export function liveSessions(sql: SqlStorage, nowMs: number): SessionRow[] {
  return allSessions(sql).filter((session) => sessionAlive(session, nowMs));
}

/** Sessions that ran out and were not ended yet. */
export function expiredSessions(sql: SqlStorage, nowMs: number): SessionRow[] {
  return allSessions(sql).filter((session) => !sessionAlive(session, nowMs));
}

/** When the next session runs out; undefined when there is none. */
export function nextExpiryMs(sql: SqlStorage): number | undefined {
  const expiries = allSessions(sql).map(sessionExpiresAtMs);
  return expiries.length === 0 ? undefined : Math.min(...expiries);
}

function allSessions(sql: SqlStorage): SessionRow[] {
  const staff = staffOf(sql);
  const rows = sql.exec<RawSession>('SELECT * FROM sessions ORDER BY rotated_at DESC, id').toArray();
  return rows.map((raw) => sessionOf(raw, staff));
}

/** By the roles of now: who joins the staff has short sessions at once. */
function staffOf(sql: SqlStorage): boolean {
  return isStaff(readAccount(sql)?.roles ?? []);
}

/**
 * Adds a session; the least recently used above the limit go. Those that ran out are ended by the account's alarm.
 * @returns ids of the live sessions that had to go: their holders must be told.
 */
export function addSession(sql: SqlStorage, session: SessionRow, nowMs: number): string[] {
  const displaced = liveSessions(sql, nowMs).slice(limits.sessionsPerAccountMax - 1);
  for (const { id } of displaced) removeSession(sql, id);
  sql.exec(
    `INSERT INTO sessions (id, device, device_name_sealed, user_agent_sealed, ip_sealed, country, created_at, rotated_at,
      counter, amr, auth_at, jkt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    session.id,
    session.device,
    session.deviceNameSealed,
    session.userAgentSealed,
    session.ipSealed,
    session.country,
    session.createdAtMs,
    session.rotatedAtMs,
    session.counter,
    session.amr.join(' '),
    session.authAtMs,
    session.jkt,
  );
  return displaced.map(({ id }) => id);
}

export function advanceSession(
  sql: SqlStorage,
  session: Pick<SessionRow, 'id' | 'jkt'>,
  counter: number,
  nowMs: number,
): void {
  const update = 'UPDATE sessions SET counter = ?, rotated_at = ?, jkt = ? WHERE id = ?';
  sql.exec(update, counter, nowMs, session.jkt, session.id);
}

/** The holder of a session proved themselves anew; `amr`: all that they proved in it so far. */
export function raiseSession(sql: SqlStorage, sessionId: string, amr: readonly string[], nowMs: number): void {
  sql.exec('UPDATE sessions SET auth_at = ?, amr = ? WHERE id = ?', nowMs, amr.join(' '), sessionId);
}

/** @returns whether there was such a session. */
export function removeSession(sql: SqlStorage, sessionId: string): boolean {
  return sql.exec('DELETE FROM sessions WHERE id = ? RETURNING id', sessionId).toArray().length > 0;
}

export function removeAllSessions(sql: SqlStorage): void {
  sql.exec('DELETE FROM sessions');
}
