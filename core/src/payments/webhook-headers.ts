import type { PaymentProviderName } from './provider-facts.ts';

/** Headers that a provider proves its webhooks by, lower case; the edge passes on these and no other. */
export const webhookHeaders: Readonly<Record<PaymentProviderName, readonly string[]>> = {
  stripe: ['stripe-signature'],
  // Apple signs the body itself.
  apple: [],
  google: ['authorization'],
  sandbox: ['sandbox-signature'],
};

/** What the edge puts before such a header's name on its way to the origin. */
export const WEBHOOK_HEADER_PREFIX = 'x-halobuzz-webhook-';
