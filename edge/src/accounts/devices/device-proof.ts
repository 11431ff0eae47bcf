import { base32 } from '@halobuzz/core/ids';
import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { Services } from '../../services.ts';
import type { KeyProof } from '../../tokens/dpop.ts';
import type { DeviceProof } from '../account/account-types.ts';

type Keyed = Pick<Services, 'config' | 'random'>;

/** What a client says of its device when it signs in, besides the name. */
export interface DeviceClaim {
  readonly id?: string | undefined;
  readonly secret?: string | undefined;
  readonly fingerprint?: string | undefined;
}

/** The device's own id, bound to the account: nobody can name another's device. Random when the client gave none. */
export async function deviceIdOf(services: Keyed, accountId: string, given: string | undefined): Promise<string> {
  const bytes =
    given === undefined ? services.random(16) : (await keyed(services, 'device', accountId, given)).slice(0, 16);
  return `dv_${base32(bytes)}`;
}

/** What the account compares: nothing of it can be turned back into what the client sent. */
export async function deviceProofOf(
  services: Keyed,
  accountId: string,
  deviceId: string,
  claim: DeviceClaim,
  key: KeyProof,
): Promise<DeviceProof> {
  const [secretMac, fingerprint] = await Promise.all([
    claim.secret === undefined ? '' : deviceSecretMac(services, accountId, deviceId, claim.secret),
    claim.fingerprint === undefined ? '' : macText(services, 'fingerprint', accountId, claim.fingerprint),
  ]);
  return { secretMac, fingerprint, jkt: key.jkt, proofId: key.proofId };
}

/** Bound to account and device: a secret proves the device it was given to and no other. */
export function deviceSecretMac(services: Keyed, accountId: string, deviceId: string, secret: string): Promise<string> {
  return macText(services, 'device-secret', `${accountId}|${deviceId}`, secret);
}

async function macText(services: Keyed, label: string, bound: string, text: string): Promise<string> {
  return toBase64Url(await keyed(services, label, bound, text));
}

function keyed(services: Keyed, label: string, bound: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return hmacSha256(services.config.nameHmacKey, `${label}|${bound}|${text}`);
}
