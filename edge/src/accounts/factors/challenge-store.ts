import { limits } from '@halobuzz/core/limits';
import { type ChallengeUse, type GuessStreak, noGuesses } from './guess-bounds.ts';

/** `sign_in`: after the password. `step_up`: in a session. `enrolment`: a new factor waits for its first code. */
export type ChallengePurpose = 'sign_in' | 'step_up' | 'enrolment';

/** Where wrong guesses are counted: those of strangers who know a password never hold back the owner's own session. */
export type GuessScope = 'sign_in' | 'session';

export interface ChallengeRow extends ChallengeUse {
  readonly key: string;
  readonly purpose: ChallengePurpose;
  /** The account's epoch when it was made: a change of the password or a ban since then voids it. */
  readonly epoch: number;
  /** JSON: the arrival of a sign-in; empty for the others. */
  readonly arrival: string;
}

interface RawChallenge extends Record<string, SqlStorageValue> {
  key: string;
  purpose: ChallengePurpose;
  expires_at: number;
  tries: number;
  epoch: number;
  arrival: string;
}

/** Opens a challenge, in place of one with the same key. What ran out leaves, and the oldest sign-ins above the bound. */
export function putChallenge(sql: SqlStorage, challenge: Omit<ChallengeRow, 'tries'>, nowMs: number): void {
  dropChallenge(sql, challenge.key);
  const { key, purpose, expiresAtMs, epoch, arrival } = challenge;
  sql.exec('INSERT INTO challenges VALUES (?, ?, ?, ?, 0, ?, ?)', key, purpose, nowMs, expiresAtMs, epoch, arrival);
  sql.exec('DELETE FROM challenges WHERE expires_at <= ?', nowMs);
  const bound = `DELETE FROM challenges WHERE purpose = 'sign_in' AND key NOT IN
    (SELECT key FROM challenges WHERE purpose = 'sign_in' ORDER BY created_at DESC, rowid DESC LIMIT ?)`;
  sql.exec(bound, limits.challengesPerAccountMax);
  sql.exec('DELETE FROM factor_codes WHERE challenge NOT IN (SELECT key FROM challenges)');
}

export function readChallenge(sql: SqlStorage, key: string): ChallengeRow | undefined {
  const [raw] = sql.exec<RawChallenge>('SELECT * FROM challenges WHERE key = ?', key).toArray();
  if (raw === undefined) return undefined;
  const { purpose, tries, epoch, arrival, expires_at: expiresAtMs } = raw;
  return { key, purpose, tries, epoch, arrival, expiresAtMs };
}

/** Counts a try before anything is compared: guesses in parallel count too. */
export function countTry(sql: SqlStorage, key: string): void {
  sql.exec('UPDATE challenges SET tries = tries + 1 WHERE key = ?', key);
}

/** The challenge is over, its codes with it. */
export function dropChallenge(sql: SqlStorage, key: string): void {
  sql.exec('DELETE FROM challenges WHERE key = ?', key);
  sql.exec('DELETE FROM factor_codes WHERE challenge = ?', key);
}

/** Within a change: no challenge that is open can be answered any more. For every change of the password or a factor. */
export function dropAllChallenges(sql: SqlStorage): void {
  sql.exec('DELETE FROM challenges');
  sql.exec('DELETE FROM factor_codes');
}

/** Stores the code that is valid for a factor within a challenge from now on; it lives as long as the challenge. */
export function putSentCode(sql: SqlStorage, key: string, factorId: string, mac: string): void {
  sql.exec('INSERT OR REPLACE INTO factor_codes VALUES (?, ?, ?)', key, factorId, mac);
}

/** Spends a code that was sent to a factor within a challenge, in one statement. @returns whether there was such a code */
export function spendSentCode(sql: SqlStorage, key: string, factorId: string, macs: readonly string[]): boolean {
  const query = `DELETE FROM factor_codes WHERE challenge = ? AND factor = ?
    AND mac IN (SELECT value FROM json_each(?)) RETURNING factor`;
  return sql.exec(query, key, factorId, JSON.stringify(macs)).toArray().length > 0;
}

export function readStreak(sql: SqlStorage, scope: GuessScope): GuessStreak {
  const query = 'SELECT failures, paused_until FROM guess_streaks WHERE scope = ?';
  const [raw] = sql.exec<{ failures: number; paused_until: number }>(query, scope).toArray();
  return raw === undefined ? noGuesses : { failures: raw.failures, pausedUntilMs: raw.paused_until };
}

export function writeStreak(sql: SqlStorage, scope: GuessScope, { failures, pausedUntilMs }: GuessStreak): void {
  sql.exec('INSERT OR REPLACE INTO guess_streaks VALUES (?, ?, ?)', scope, failures, pausedUntilMs);
}

/** Ends all pauses of guesses, and forgets the wrong ones. */
export function clearStreaks(sql: SqlStorage): void {
  sql.exec('DELETE FROM guess_streaks');
}

/** Until when the longest pause of guesses lasts; 0 where none ever began. */
export function longestPauseMs(sql: SqlStorage): number {
  return sql.exec<{ atMs: number }>('SELECT coalesce(max(paused_until), 0) AS atMs FROM guess_streaks').one().atMs;
}

/** Counts a code to be sent; when too many went out lately, answers in how many milliseconds the next may go. */
export function admitFactorSend(sql: SqlStorage, channel: 'sms' | 'email', nowMs: number): number {
  const sendsMax = channel === 'sms' ? limits.factorSmsSendsMax : limits.factorEmailSendsMax;
  sql.exec('DELETE FROM factor_sends WHERE at <= ?', nowMs - limits.factorSendWindowMs);
  const sends = sql
    .exec<{ at: number }>('SELECT at FROM factor_sends WHERE channel = ? ORDER BY at', channel)
    .toArray();
  const oldest = sends[0];
  if (oldest !== undefined && sends.length >= sendsMax) return oldest.at + limits.factorSendWindowMs - nowMs;
  sql.exec('INSERT INTO factor_sends VALUES (?, ?)', channel, nowMs);
  return 0;
}
