import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { Bindings, Config } from '../../env.ts';
import { parsePhoneNumber } from '../factors/phone-number.ts';
import type { Sms, SmsSender } from '../notifications/sms.ts';
import type { AddressBounds } from './address-bounds.ts';

/** The way to send text messages: no message leaves without passing the bounds on price, country, number and address. */
export interface BoundedSms {
  readonly ready: boolean;
  /**
   * `ipAddress`: who asked for it.
   * @throws AppError `recipient_refused` (a country that is not served, or what {@link SmsSender} says), `rate_limited`
   * (number or address), `unavailable` (the day's budget is spent, or the provider cannot).
   */
  readonly send: (sms: Sms, ipAddress: string) => Promise<void>;
}

export function createBoundedSms(
  sender: SmsSender,
  addresses: AddressBounds,
  bindings: Pick<Bindings, 'SMS_BUDGET'>,
  config: Pick<Config, 'nameHmacKey' | 'smsPrices' | 'smsSpendPerDayUsd' | 'environment' | 'rateProfile'>,
): BoundedSms {
  /** Development serves every country at a price that nobody pays. */
  function priceMicrosOf(country: string): number | undefined {
    const free = config.smsPrices === undefined && config.environment === 'development';
    return free ? limits.smsPriceMicrosDefault : config.smsPrices?.get(country);
  }
  return {
    ready: sender.ready,
    async send(sms, ipAddress) {
      const country = parsePhoneNumber(sms.to)?.country;
      const priceMicros = country === undefined ? undefined : priceMicrosOf(country);
      if (country === undefined || priceMicros === undefined) throw new AppError('recipient_refused');
      if (config.rateProfile !== 'load') {
        await addresses.require('sms_send', ipAddress);
        const number = toBase64Url(await hmacSha256(config.nameHmacKey, `sms|${sms.to}`));
        const budget = bindings.SMS_BUDGET.get(bindings.SMS_BUDGET.idFromName('budget'));
        const spendMicrosMax = config.smsSpendPerDayUsd * 1_000_000;
        const admission = await budget.admit({ country, number, priceMicros, spendMicrosMax });
        if (!admission.admitted) {
          const code = admission.why === 'number' ? 'rate_limited' : 'unavailable';
          throw new AppError(code, { retryAfterMs: admission.retryAfterMs });
        }
      }
      await sender.send(sms);
    },
  };
}
