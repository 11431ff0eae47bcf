import type { EvasionSignal } from '@halobuzz/core/api/evasion';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { hmacSha256, toBase64Url } from '../../bytes.ts';
import { putRow } from '../outbox/outbox-store.ts';

/** Keyed digests of the device and of the network that somebody arrived by; empty where there is nothing to tell. */
export const arrivalSignalsSchema = z.strictObject({ device: z.string(), address: z.string() });
export type ArrivalSignals = z.infer<typeof arrivalSignalsSchema>;

/** What the origin compares with what banned accounts showed. Without the key nobody tells what stands behind a digest. */
export async function arrivalSignals(
  key: Uint8Array<ArrayBuffer>,
  { deviceId, ipAddress }: { readonly deviceId: string; readonly ipAddress: string },
): Promise<ArrivalSignals> {
  const digest = async (kind: EvasionSignal['kind'], value: string): Promise<string> =>
    value === '' ? '' : toBase64Url(await hmacSha256(key, `evasion|${kind}|${value}`));
  return { device: await digest('device', deviceId), address: await digest('address', networkOf(ipAddress)) };
}

/** Within a change: the device at each sign-in, the network at the sign-up alone. */
export function putSignals(
  sql: SqlStorage,
  account: { readonly accountId: string; readonly createdAtMs: number },
  { device, address }: ArrivalSignals,
  nowMs: number,
): void {
  const put = (kind: EvasionSignal['kind'], digest: string): void => {
    const signal: EvasionSignal = { accountId: account.accountId, kind, digest };
    if (digest !== '') putRow(sql, 'signal', JSON.stringify(signal), nowMs);
  };
  put('device', device);
  if (nowMs - account.createdAtMs < limits.evasionSignupWindowMs) put('address', address);
}

/** What is one customer's of a network, as far as addresses tell: /24 of IPv4, /48 of IPv6; empty for what is neither. */
export function networkOf(ipAddress: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(ipAddress);
  if (v4?.[1] !== undefined) return v4[1];
  if (!ipAddress.includes(':')) return '';
  const [head = '', tail = ''] = ipAddress.toLowerCase().split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = ipAddress.includes('::') ? Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0') : [];
  const all = [...first, ...zeros, ...last].map((group) => group.replace(/^0+(?=.)/, ''));
  return all.slice(0, 3).join(':');
}
