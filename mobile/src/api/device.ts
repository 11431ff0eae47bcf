import type { RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import type { StoragePort } from '../platform/storage-port.ts';

export interface Device {
  readonly id: string;
  readonly name: string;
  /** What it proves itself by at sign-ins of the account that trusts it. */
  readonly secret?: string;
}

/** This installation: a random id that stays, and a name that a person recognises in the list of sessions. */
export async function thisDevice(storage: StoragePort, random: RandomBytes, name: string): Promise<Device> {
  const known = await storage.get(key);
  const secret = await storage.get(secretKey);
  const trusted = secret === undefined ? {} : { secret };
  if (known !== undefined && known.length >= 8 && known.length <= 64) return { id: known, name, ...trusted };
  const id = newOpaqueId('dv', random);
  await storage.set(key, id);
  return { id, name };
}

const key = 'device';
const secretKey = 'device-secret';

/** Keeps what a device proves itself by once its owner trusts it; undefined: they do no longer. */
export async function keepDeviceSecret(storage: StoragePort, secret: string | undefined): Promise<void> {
  if (secret === undefined) await storage.remove(secretKey);
  else await storage.set(secretKey, secret);
}

/** `Chrome on Windows`, as far as the user agent tells. */
export function deviceNameOf(userAgent: string): string {
  const browser = firstMatch(userAgent, [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ]);
  const system = firstMatch(userAgent, [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS X', 'Mac'],
    ['Linux', 'Linux'],
  ]);
  if (browser === undefined) return system ?? 'Browser';
  return system === undefined ? browser : `${browser} on ${system}`;
}

function firstMatch(text: string, names: readonly (readonly [string, string])[]): string | undefined {
  return names.find(([mark]) => text.includes(mark))?.[1];
}
