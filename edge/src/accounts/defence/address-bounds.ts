import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { Bindings, Config } from '../../env.ts';
import { addressKey } from '../../routing/address.ts';
import type { AddressAct } from './address-acts.ts';
import type { AddressAdmission } from './address-object.ts';

/** Bounds by the caller's address. The load profile lifts them without asking anybody. */
export interface AddressBounds {
  readonly admit: (act: AddressAct, ipAddress: string) => Promise<AddressAdmission>;
  /** Like `admit`, for who has nothing better to do with a refusal. @throws AppError `rate_limited` @returns the receipt */
  readonly require: (act: AddressAct, ipAddress: string) => Promise<number>;
  readonly takeBack: (ipAddress: string, receipt: number) => Promise<void>;
}

type Settings = Pick<Config, 'rateProfile' | 'environment' | 'nameHmacKey'>;

export function createAddressBounds(bindings: Pick<Bindings, 'ADDRESSES'>, config: Settings): AddressBounds {
  async function objectOf(ipAddress: string) {
    const name = toBase64Url(await hmacSha256(config.nameHmacKey, `address|${addressKey(ipAddress)}`));
    return bindings.ADDRESSES.get(bindings.ADDRESSES.idFromName(name));
  }
  async function admit(act: AddressAct, ipAddress: string): Promise<AddressAdmission> {
    if (config.rateProfile === 'load') return { admitted: true, receipt: 0, crowded: false };
    const alone = config.environment === 'development' && isLoopback(ipAddress);
    return (await objectOf(ipAddress)).admit(act, alone ? limits.addressLoopbackRatio : 1);
  }
  return {
    admit,
    async require(act, ipAddress) {
      const admission = await admit(act, ipAddress);
      if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
      return admission.receipt;
    },
    async takeBack(ipAddress, receipt) {
      if (receipt !== 0) await (await objectOf(ipAddress)).takeBack(receipt);
    },
  };
}

function isLoopback(ipAddress: string): boolean {
  return /^(127\.|::1$|unknown$)/.test(ipAddress);
}
