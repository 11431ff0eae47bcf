import { limits } from '@halobuzz/core/limits';

/** Notes that someone signed in from a device with the right password. Bounded; the least recently used leaves. */
export function noteDevice(sql: SqlStorage, device: string, nowMs: number): void {
  sql.exec('INSERT OR REPLACE INTO known_devices VALUES (?, ?)', device, nowMs);
  const bound = `DELETE FROM known_devices WHERE device NOT IN
    (SELECT device FROM known_devices ORDER BY last_at DESC, device LIMIT ?)`;
  sql.exec(bound, limits.knownDevicesPerAccountMax);
}

export function isKnownDevice(sql: SqlStorage, device: string): boolean {
  return sql.exec('SELECT 1 FROM known_devices WHERE device = ?', device).toArray().length > 0;
}
