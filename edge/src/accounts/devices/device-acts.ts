import { limits } from '@halobuzz/core/limits';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { openKept, type PersonalFields } from '../account/personal-fields.ts';
import { recordEvent } from '../account/security-events.ts';
import { endSession } from '../sessions/session-acts.ts';
import { liveSessions, readSession } from '../sessions/session-store.ts';
import {
  allDevices,
  type DeviceRow,
  eraseTrust,
  nameDevice,
  readDevice,
  removeDeviceRow,
  writeTrust,
} from './device-store.ts';

/** A device as its owner sees it; times in milliseconds. */
export interface DeviceInfo {
  readonly deviceId: string;
  readonly name: string;
  readonly userAgent: string;
  readonly country: string;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** null when it is not trusted. */
  readonly trustedUntilMs: number | null;
  /** Whether its sessions are bound to a key of its own. */
  readonly keyBound: boolean;
}

/** `by`: what it proves itself with from now on. */
export interface TrustedDevice {
  readonly device: DeviceInfo;
  readonly by: 'key' | 'secret';
}

/** All devices, the one seen last first. */
export async function listDevices(context: AccountContext): Promise<DeviceInfo[]> {
  const account = readAccount(context.sql);
  if (account === undefined) return [];
  const personal = await context.personalFields(account.accountId);
  return Promise.all(allDevices(context.sql).map((device) => infoOf(device, personal)));
}

/** Names a device. @returns undefined when this account has none such. */
export async function renameDevice(
  context: AccountContext,
  deviceId: string,
  name: string,
): Promise<DeviceInfo | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const nameSealed = await personal.seal('device', name);
  const named = context.change(() =>
    nameDevice(context.sql, deviceId, nameSealed) ? readDevice(context.sql, deviceId) : undefined,
  );
  return named === undefined ? undefined : infoOf(named, personal);
}

/**
 * Trusts the device of a session for `deviceTrustMs`: by the key that the session is bound to, or else by a secret.
 * @returns by what; undefined when there is no such session or device any more.
 */
export async function trustDevice(
  context: AccountContext,
  sessionId: string,
  secretMac: string,
): Promise<TrustedDevice | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const trusted = context.change((nowMs) => {
    const session = readSession(context.sql, sessionId);
    if (session === undefined) return undefined;
    const { jkt } = session;
    const trustedUntilMs = nowMs + limits.deviceTrustMs;
    writeTrust(context.sql, session.device, { trustedUntilMs, secretMac: jkt === '' ? secretMac : '', jkt });
    const device = readDevice(context.sql, session.device);
    if (device !== undefined) recordEvent(context.sql, 'device_trusted', sessionId, nowMs);
    return device;
  });
  if (trusted === undefined) return undefined;
  return { device: await infoOf(trusted, personal), by: trusted.secretMac === '' ? 'key' : 'secret' };
}

/** Ends the trust in a device; its sessions stay. @returns undefined when this account has none such. */
export async function untrustDevice(context: AccountContext, deviceId: string): Promise<DeviceInfo | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const device = context.change((nowMs) => {
    if (!eraseTrust(context.sql, deviceId)) return undefined;
    recordEvent(context.sql, 'device_untrusted', null, nowMs);
    return readDevice(context.sql, deviceId);
  });
  return device === undefined ? undefined : infoOf(device, personal);
}

/**
 * Forgets a device with its trust and its key, and ends its sessions; their sockets are told session by session. A
 * revocation of the device's id would refuse its new tickets too, for half a minute, when its owner signs in again.
 * @returns ids of the sessions that ended; undefined when this account has no such device.
 */
export function removeDevice(context: AccountContext, deviceId: string): string[] | undefined {
  return context.change((nowMs) => removeDeviceWithin(context, deviceId, nowMs));
}

/** {@link removeDevice} within a change. */
export function removeDeviceWithin(context: AccountContext, deviceId: string, nowMs: number): string[] | undefined {
  if (!removeDeviceRow(context.sql, deviceId)) return undefined;
  const ending = liveSessions(context.sql, nowMs).filter(({ device }) => device === deviceId);
  for (const { id } of ending) endSession(context, id, 'session_revoked', nowMs);
  recordEvent(context.sql, 'device_removed', null, nowMs);
  return ending.map(({ id }) => id);
}

async function infoOf(device: DeviceRow, personal: PersonalFields): Promise<DeviceInfo> {
  const [name, userAgent] = await Promise.all([
    personal.open('device', device.nameSealed),
    openKept(personal, 'agent', device.userAgentSealed),
  ]);
  const { id, country, firstSeenAtMs, lastSeenAtMs, trustedUntilMs, jkt } = device;
  const trusted = trustedUntilMs > Date.now();
  return {
    deviceId: id,
    name,
    userAgent,
    country,
    firstSeenAtMs,
    lastSeenAtMs,
    trustedUntilMs: trusted ? trustedUntilMs : null,
    keyBound: jkt !== '',
  };
}
