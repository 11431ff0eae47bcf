import { sameBytes, utf8 } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import type { DeviceProof } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { type DeviceRow, eraseAllTrust, readDevice } from './device-store.ts';

/**
 * Whether a sign-in comes from a trusted device: its record says so, the client proved that it holds the device, and the
 * device still looks the same. A changed fingerprint denies nothing: the second factor is asked again.
 */
export function isTrustedDevice(
  context: AccountContext,
  deviceId: string,
  nowMs: number,
  proof: DeviceProof | undefined,
): boolean {
  const device = trustedDevice(context, deviceId, nowMs);
  if (device === undefined || !provesDevice(device, proof)) return false;
  return device.fingerprint === (proof?.fingerprint ?? '');
}

/** Whether the client proved that it holds a trusted device, whatever it looks like now: a pause does not hold it. */
export function holdsTrustedDevice(
  context: AccountContext,
  deviceId: string,
  nowMs: number,
  proof: DeviceProof | undefined,
): boolean {
  const device = trustedDevice(context, deviceId, nowMs);
  return device !== undefined && provesDevice(device, proof);
}

/** Within a change: no device is trusted any more. For every change of the password or a factor. */
export function clearTrust(context: AccountContext, nowMs: number): void {
  if (eraseAllTrust(context.sql, nowMs) > 0) recordEvent(context.sql, 'trust_cleared', null, nowMs);
}

function trustedDevice(context: AccountContext, deviceId: string, nowMs: number): DeviceRow | undefined {
  if (readAccount(context.sql) === undefined) return undefined;
  const device = readDevice(context.sql, deviceId);
  return device !== undefined && device.trustedUntilMs > nowMs ? device : undefined;
}

/** By the secret that the device was given, or, for a device that was trusted by its key, by that key. */
function provesDevice(device: DeviceRow, proof: DeviceProof | undefined): boolean {
  if (proof === undefined) return false;
  if (device.secretMac !== '') return sameBytes(utf8(device.secretMac), utf8(proof.secretMac));
  return device.jkt !== '' && device.jkt === proof.jkt;
}
