import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { recordEvent } from '../account/security-events.ts';
import { type NoticePlace, queueNotice } from '../notifications/notices.ts';
import { factorMac, factorMacs } from './factor-macs.ts';

const BITS_PER_CHARACTER = 5;
const CODE_CHARS = limits.backupCodeBits / BITS_PER_CHARACTER;
const GROUP_CHARS = 4;

/** A set of codes: shown once, kept as HMACs. */
export interface BackupCodes {
  readonly codes: readonly string[];
  readonly macs: readonly string[];
}

/** Fresh codes of `backupCodeBits` random bits each, in groups of four: `k3v7-jwzq-4hpn`. */
export async function newBackupCodes(context: AccountContext, accountId: string): Promise<BackupCodes> {
  const codes = Array.from({ length: limits.backupCodesMax }, () => {
    const characters = base32(randomBytes(Math.ceil(limits.backupCodeBits / 8))).slice(0, CODE_CHARS);
    return characters.match(new RegExp(`.{1,${GROUP_CHARS}}`, 'g'))?.join('-') ?? '';
  });
  const { factorHmacKeys } = context.config;
  const macs = await Promise.all(codes.map((code) => factorMac(factorHmacKeys, macText(accountId, code))));
  return { codes, macs };
}

/** What a typed code may be stored as: its HMAC under each version of the key. */
export function backupCodeMacs(context: AccountContext, accountId: string, typed: string): Promise<string[]> {
  return factorMacs(context.config.factorHmacKeys, macText(accountId, typed));
}

/** Within a change: these codes, and none from before. */
export function storeBackupCodes(sql: SqlStorage, { macs }: BackupCodes): void {
  sql.exec('DELETE FROM backup_codes');
  for (const mac of macs) sql.exec('INSERT INTO backup_codes VALUES (?, NULL)', mac);
}

export function dropBackupCodes(sql: SqlStorage): void {
  sql.exec('DELETE FROM backup_codes');
}

/** Spends a code in one statement. @returns how many are left; undefined when there was no such code to spend. */
export function spendBackupCode(sql: SqlStorage, macs: readonly string[], nowMs: number): number | undefined {
  const query = `UPDATE backup_codes SET used_at = ? WHERE used_at IS NULL
    AND mac IN (SELECT value FROM json_each(?)) RETURNING mac`;
  if (sql.exec(query, nowMs, JSON.stringify(macs)).toArray().length === 0) return undefined;
  return backupCodesState(sql).left;
}

/** Within a change: a code was spent; its owner is told. */
export function noteBackupCode(context: AccountContext, codesLeft: number, place: NoticePlace, nowMs: number): void {
  recordEvent(context.sql, 'backup_code_used', null, nowMs);
  queueNotice(context.sql, { kind: 'backup_code_used', codesLeft, place }, nowMs);
}

/** How many codes are unspent, and when one was last spent. */
export function backupCodesState(sql: SqlStorage): { left: number; lastUsedAtMs: number | null } {
  const query = 'SELECT count(*) - count(used_at) AS left, max(used_at) AS at FROM backup_codes';
  const { left, at } = sql.exec<{ left: number; at: number | null }>(query).one();
  return { left, lastUsedAtMs: at };
}

function macText(accountId: string, code: string): string {
  return `backup-code|${accountId}|${normalised(code)}`;
}

/** Case, spaces and dashes do not count; digits that the alphabet lacks stand for the letters they look like. */
function normalised(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('8', 'b');
}
