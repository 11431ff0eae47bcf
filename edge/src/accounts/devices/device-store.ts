import { limits } from '@halobuzz/core/limits';

/** A device as stored: what tells of a person is sealed. Empty texts stand for "none", also where it was forgotten. */
export interface DeviceRow {
  readonly id: string;
  readonly nameSealed: string;
  readonly userAgentSealed: string;
  /** HMAC of what the client says of itself: a signal of risk, proof of nothing. */
  readonly fingerprint: string;
  readonly country: string;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** 0 when the device is not trusted. */
  readonly trustedUntilMs: number;
  /** HMAC of the secret that the device was given when it was trusted. */
  readonly secretMac: string;
  /** Thumbprint (RFC 7638) of the key that the device's sessions are bound to. */
  readonly jkt: string;
}

/** A sign-in as its device's record needs it. */
export type DeviceSighting = Pick<
  DeviceRow,
  'id' | 'nameSealed' | 'userAgentSealed' | 'fingerprint' | 'country' | 'jkt'
>;

/** Statements of this area's tables; see account-store.ts. */
export const deviceTables = `CREATE TABLE devices (id TEXT PRIMARY KEY, name_sealed TEXT NOT NULL,
    user_agent_sealed TEXT NOT NULL, fingerprint TEXT NOT NULL, country TEXT NOT NULL, first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL, trusted_until INTEGER NOT NULL, secret_mac TEXT NOT NULL, jkt TEXT NOT NULL);
   DROP TABLE known_devices;
   ALTER TABLE sessions ADD COLUMN jkt TEXT NOT NULL DEFAULT ''`;

/** When the user agent was told: it is forgotten before the device is. See stale-details.ts. */
export const agentTimeColumn = `ALTER TABLE devices ADD COLUMN agent_at INTEGER NOT NULL DEFAULT 0;
   UPDATE devices SET agent_at = last_seen_at`;

interface RawDevice extends Record<string, SqlStorageValue> {
  id: string;
  name_sealed: string;
  user_agent_sealed: string;
  fingerprint: string;
  country: string;
  first_seen_at: number;
  last_seen_at: number;
  trusted_until: number;
  secret_mac: string;
  jkt: string;
}

function deviceOf(raw: RawDevice): DeviceRow {
  return {
    id: raw.id,
    nameSealed: raw.name_sealed,
    userAgentSealed: raw.user_agent_sealed,
    fingerprint: raw.fingerprint,
    country: raw.country,
    firstSeenAtMs: raw.first_seen_at,
    lastSeenAtMs: raw.last_seen_at,
    trustedUntilMs: raw.trusted_until,
    secretMac: raw.secret_mac,
    jkt: raw.jkt,
  };
}

export function readDevice(sql: SqlStorage, deviceId: string): DeviceRow | undefined {
  const [raw] = sql.exec<RawDevice>('SELECT * FROM devices WHERE id = ?', deviceId).toArray();
  return raw === undefined ? undefined : deviceOf(raw);
}

/** All devices, the one seen last first. */
export function allDevices(sql: SqlStorage): DeviceRow[] {
  return sql.exec<RawDevice>('SELECT * FROM devices ORDER BY last_seen_at DESC, id').toArray().map(deviceOf);
}

/**
 * Notes a sign-in that succeeded, so with a second factor where a changed look called for one. The user's name for a
 * device stays; the key of a trusted one too, or whoever knows its id and the password could put a key of their own in
 * its place. Of too many devices the one seen longest ago leaves that is neither trusted nor signed in.
 */
export function noteDevice(sql: SqlStorage, seen: DeviceSighting, nowMs: number): void {
  sql.exec(
    `INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', ?, ?) ON CONFLICT (id) DO UPDATE SET
      user_agent_sealed = excluded.user_agent_sealed, agent_at = excluded.agent_at, country = excluded.country, last_seen_at = excluded.last_seen_at,
      fingerprint = excluded.fingerprint,
      jkt = iif(trusted_until > excluded.last_seen_at, jkt, excluded.jkt)`,
    seen.id,
    seen.nameSealed,
    seen.userAgentSealed,
    seen.fingerprint,
    seen.country,
    nowMs,
    nowMs,
    seen.jkt,
    nowMs,
  );
  sql.exec(
    `DELETE FROM devices WHERE id NOT IN (SELECT id FROM devices ORDER BY id = ?1 DESC, trusted_until > ?2 DESC,
      EXISTS (SELECT 1 FROM sessions WHERE sessions.device = devices.id) DESC, last_seen_at DESC, id LIMIT ?3)`,
    seen.id,
    nowMs,
    limits.devicesPerAccountMax,
  );
}

export function touchDevice(sql: SqlStorage, deviceId: string, nowMs: number): void {
  sql.exec('UPDATE devices SET last_seen_at = ? WHERE id = ?', nowMs, deviceId);
}

/** @returns whether there was such a device. */
export function nameDevice(sql: SqlStorage, deviceId: string, nameSealed: string): boolean {
  return (
    sql.exec('UPDATE devices SET name_sealed = ? WHERE id = ? RETURNING id', nameSealed, deviceId).toArray().length > 0
  );
}

/** Trusts a device until then, by a secret's HMAC or by its key. Of too many the oldest trust ends. */
export function writeTrust(
  sql: SqlStorage,
  deviceId: string,
  trust: Pick<DeviceRow, 'trustedUntilMs' | 'secretMac' | 'jkt'>,
): void {
  const set = 'UPDATE devices SET trusted_until = ?, secret_mac = ?, jkt = ? WHERE id = ?';
  sql.exec(set, trust.trustedUntilMs, trust.secretMac, trust.jkt, deviceId);
  sql.exec(
    `UPDATE devices SET trusted_until = 0, secret_mac = '' WHERE trusted_until > 0 AND id NOT IN
      (SELECT id FROM devices WHERE trusted_until > 0 ORDER BY trusted_until DESC, id = ? DESC, id LIMIT ?)`,
    deviceId,
    limits.trustedDevicesPerAccountMax,
  );
}

/** Ends the trust in one device. @returns whether there is such a device. */
export function eraseTrust(sql: SqlStorage, deviceId: string): boolean {
  const erase = "UPDATE devices SET trusted_until = 0, secret_mac = '' WHERE id = ? RETURNING id";
  return sql.exec(erase, deviceId).toArray().length > 0;
}

/** Ends all trust. @returns how many devices were trusted. */
export function eraseAllTrust(sql: SqlStorage, nowMs: number): number {
  const trusted = sql.exec('SELECT 1 FROM devices WHERE trusted_until > ?', nowMs).toArray().length;
  sql.exec("UPDATE devices SET trusted_until = 0, secret_mac = ''");
  return trusted;
}

/** @returns whether there was such a device. */
export function removeDeviceRow(sql: SqlStorage, deviceId: string): boolean {
  return sql.exec('DELETE FROM devices WHERE id = ? RETURNING id', deviceId).toArray().length > 0;
}
