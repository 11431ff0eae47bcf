import type { Clock } from '@halobuzz/core/clock';
import type { Db } from 'mongodb';
import type { OriginConfig } from '../../config.ts';
import { ConfigError } from '../../config-option.ts';
import { mongoSandboxPayments } from '../mongo/mongo-sandbox-payments.ts';
import type { PaymentProvider } from './provider-port.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox-provider.ts';
import { createStoreProviders, type StoreConfig, storeSettings } from './stores/store-providers.ts';
import { createStripeProvider, type StripeSettings } from './stripe/stripe-provider.ts';

/** Providers of an installation; the sandbox also by what a developer does in it. */
export interface ConfiguredProviders {
  readonly providers: readonly PaymentProvider[];
  readonly sandbox: Sandbox | undefined;
}

type PaymentConfig = Pick<
  OriginConfig,
  | 'environment'
  | 'paymentsSandbox'
  | 'sandboxWebhookSecrets'
  | 'stripeSecretKey'
  | 'stripePublishableKey'
  | 'stripeWebhookSecrets'
  | 'stripeAccount'
  | 'stripeApiUrl'
> &
  StoreConfig;

/**
 * Makes the providers that are configured; one whose settings are absent is off.
 * @throws ConfigError when settings of one are incomplete, or production has keys of a test mode
 */
export function configuredProviders(config: PaymentConfig, db: Db, clock: Clock): ConfiguredProviders {
  const stripe = stripeSettings(config);
  const secrets = config.sandboxWebhookSecrets ?? [];
  if (config.paymentsSandbox && secrets.length === 0)
    throw new ConfigError(['SANDBOX_WEBHOOK_SECRETS: not set, and PAYMENTS_SANDBOX is true']);
  // A second look: production refuses the setting before it comes here.
  if (config.paymentsSandbox && config.environment === 'production')
    throw new ConfigError(['PAYMENTS_SANDBOX: not in production']);
  const sandbox = config.paymentsSandbox
    ? createSandbox(mongoSandboxPayments(db), { webhookSecrets: secrets }, clock)
    : undefined;
  return {
    providers: [
      ...(stripe === undefined ? [] : [createStripeProvider(stripe, clock)]),
      ...(sandbox === undefined ? [] : [sandbox.provider]),
      ...createStoreProviders(storeSettings(config), clock),
    ],
    sandbox,
  };
}

function stripeSettings(config: PaymentConfig): StripeSettings | undefined {
  const { stripeSecretKey: secretKey, stripePublishableKey: publishableKey } = config;
  if (secretKey === undefined) return undefined;
  const webhookSecrets = config.stripeWebhookSecrets ?? [];
  const problems: string[] = [];
  if (publishableKey === undefined) problems.push('STRIPE_PUBLISHABLE_KEY: not set, and STRIPE_SECRET_KEY is');
  if (webhookSecrets.length === 0) problems.push('STRIPE_WEBHOOK_SECRETS: not set, and STRIPE_SECRET_KEY is');
  const mode = (key: string | undefined) => /^[a-z]+_(live|test)_/.exec(key ?? '')?.[1];
  if (config.environment === 'production' && mode(secretKey) !== 'live')
    problems.push('STRIPE_SECRET_KEY: not a live key');
  if (publishableKey !== undefined && mode(publishableKey) !== mode(secretKey)) {
    problems.push('STRIPE_PUBLISHABLE_KEY: of another mode than STRIPE_SECRET_KEY');
  }
  if (problems.length > 0 || publishableKey === undefined) throw new ConfigError(problems);
  return { secretKey, publishableKey, webhookSecrets, accountId: config.stripeAccount, apiUrl: config.stripeApiUrl };
}
