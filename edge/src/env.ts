import { limits } from '@halobuzz/core/limits';
import { secretDatesSetting } from '@halobuzz/core/observability/secret-dates';
import {
  otlpEndpointSetting,
  otlpHeadersSetting,
  sampleRatioDefault,
  sampleRatioSetting,
} from '@halobuzz/core/tracing/otlp-settings';
import { z } from 'zod';
import type { AccountObject } from './accounts/account/account-object.ts';
import type { SubjectKeyObject } from './accounts/account/subject-key-object.ts';
import type { AddressObject } from './accounts/defence/address-object.ts';
import type { SmsBudgetObject } from './accounts/defence/sms-budget-object.ts';
import type { SprayObject } from './accounts/defence/spray-object.ts';
import type { NameObject } from './accounts/names/name-object.ts';
import type { DevMailboxObject } from './accounts/notifications/dev-mailbox-object.ts';
import type { RevocationRelayObject } from './accounts/outbox/revocation-relay-object.ts';
import type { StaffObject } from './accounts/staff/staff-object.ts';
import { androidFingerprints, appleTeamId } from './app-settings.ts';
import {
  deliveryProblems,
  mailConfigOf,
  mailFrom,
  smsConfigOf,
  smsFrom,
  smsPrices,
  twilioAccountSid,
} from './delivery-config.ts';
import {
  agoraKey,
  gatewayOrigins,
  key32,
  keyRing,
  originUrl,
  signingKeys,
  turnstileSiteKey,
  verifyingKeys,
} from './env-settings.ts';
import {
  controllerAddress,
  controllerName,
  controllerOf,
  controllerProblems,
  dataProtectionOfficer,
  euRepresentative,
  privacyContact,
} from './legal/controller-settings.ts';
import type { PrivacyObject } from './privacy/privacy-object.ts';
import type { KeyRingObject } from './tokens/key-ring/key-ring-object.ts';

/** What the platform binds (wrangler.toml); settings and secrets stand beside it as strings. */
export interface Bindings {
  readonly ACCOUNTS: DurableObjectNamespace<AccountObject>;
  readonly NAMES: DurableObjectNamespace<NameObject>;
  readonly SUBJECT_KEYS: DurableObjectNamespace<SubjectKeyObject>;
  readonly REVOCATION_RELAYS: DurableObjectNamespace<RevocationRelayObject>;
  readonly STAFF: DurableObjectNamespace<StaffObject>;
  readonly KEY_RING: DurableObjectNamespace<KeyRingObject>;
  readonly ADDRESSES: DurableObjectNamespace<AddressObject>;
  readonly SPRAYS: DurableObjectNamespace<SprayObject>;
  readonly SMS_BUDGET: DurableObjectNamespace<SmsBudgetObject>;
  readonly PRIVACY: DurableObjectNamespace<PrivacyObject>;
  readonly DEV_MAILBOX: DurableObjectNamespace<DevMailboxObject>;
  readonly CREDENTIAL_SHIELD: RateLimit;
  readonly ASSETS: Fetcher;
  /** Where a data point for each request is kept; absent in tests. */
  readonly METRICS?: AnalyticsEngineDataset;
  /** The files of avatars and covers. */
  readonly IMAGES: R2Bucket;
  /** The parts of archives with people's own data, until they expire. */
  readonly EXPORTS: R2Bucket;
}

export const settingsSchema = z
  .object({
    /** `development` opens /dev/*, skips the breached-password check and takes loopback origins. */
    ENVIRONMENT: z.enum(['development', 'production']),
    /** Where browsers reach this Worker. */
    PUBLIC_URL: originUrl,
    /** The private HTTP API behind the edge. */
    ORIGIN_URL: originUrl,
    /** `load` lifts per-address and velocity limits; refused in production. */
    RATE_PROFILE: z.enum(['standard', 'load']).default('standard'),
    /** How long an erasure may be taken back; another than its limit is for trying erasures in development. */
    ERASURE_WINDOW_MS: z.coerce.number().int().min(1).max(limits.erasureWindowMs).default(limits.erasureWindowMs),
    /** `off` has every public answer made anew: nothing of them is kept at the edge (docs/caching.md). */
    PUBLIC_CACHE: z.enum(['on', 'off']).default('on'),
    /** `on` places EU accounts' objects in the EU; local workerd has no jurisdictions. Default: on in production. */
    DATA_JURISDICTIONS: z.enum(['on', 'off']).optional(),
    /** Gateways' WebSocket origins for the web app's Content-Security-Policy. Default in development: loopback. */
    GATEWAY_ORIGINS: gatewayOrigins.optional(),
    /** Wraps the keys that sign access tokens; the keys themselves are made and rotated by the edge. */
    SIGNING_KEYS_KEK: keyRing,
    /** Private JWK Sets; the first key signs, the others still verify. */
    TICKET_KEYS: signingKeys,
    SERVICE_KEYS: signingKeys,
    /** Public JWK Set of the operators who may call /ops; absent: nobody may, and there is nothing there. */
    OPERATOR_PUBLIC_KEYS: verifyingKeys.optional(),
    /** Names Durable Objects after HMACs of e-mails and usernames. Never changes: the names hang on it. */
    NAME_HMAC_KEY: key32,
    /** Makes and checks refresh tokens. */
    REFRESH_TOKEN_KEYS: keyRing,
    /** Mixed into every password hash; a new version is taken up at the next sign-in. */
    PASSWORD_PEPPERS: keyRing,
    /** Wraps the per-account keys of personal fields. */
    SUBJECT_KEYS_KEK: keyRing,
    /** Makes HMACs of sent codes, backup codes and challenges. Backup codes hang on it: keep every version they were made with. */
    FACTOR_HMAC_KEYS: keyRing,
    /** Mail by Resend's HTTP API; a must in production. Development without token and sender shows all mail on /dev/mailbox. */
    MAIL_API_URL: originUrl.default('https://api.resend.com'),
    MAIL_API_TOKEN: z.string().min(1).max(256).optional(),
    MAIL_FROM: mailFrom.optional(),
    /** Text messages by Twilio; all of these or none. Without them SMS is no factor, in development it is on /dev/mailbox. */
    SMS_API_URL: originUrl.default('https://api.twilio.com'),
    TWILIO_ACCOUNT_SID: twilioAccountSid.optional(),
    TWILIO_AUTH_TOKEN: z.string().min(1).max(256).optional(),
    SMS_FROM: smsFrom.optional(),
    /** Countries that get text messages, each with the price of one there in millionths of a US dollar: `NP:150000,US:8300`. */
    SMS_COUNTRIES: smsPrices.optional(),
    /** What text messages may cost in 24 hours, US dollars; past it they are refused and the log says so. */
    SMS_SPEND_PER_DAY_USD: z.coerce.number().int().min(1).max(1_000_000).default(limits.smsSpendPerDayUsdDefault),
    /** Turnstile's secret: sign-up, and sign-in after failures, then ask for a challenge's token. Off when absent. */
    TURNSTILE_SECRET: z.string().min(1).max(256).optional(),
    /** The widget's public key, which the page of a challenge shows it with; together with the secret or not at all. */
    TURNSTILE_SITE_KEY: turnstileSiteKey.optional(),
    /** Where the widget comes from and tokens are verified; another address is for tests. */
    TURNSTILE_API_URL: originUrl.default('https://challenges.cloudflare.com'),
    /** Media: both, each 32 hexadecimal digits, or neither: then everything but media works. */
    AGORA_APP_ID: agoraKey.optional(),
    AGORA_APP_CERTIFICATE: agoraKey.optional(),
    /** The team of the iOS app, and the SHA-256 fingerprints of what signs the Android app: with them its links and passkeys are believed. */
    APPLE_TEAM_ID: appleTeamId.optional(),
    ANDROID_CERT_FINGERPRINTS: androidFingerprints.optional(),
    /** Who answers for people's data, as the legal documents name them: name, address in one line, e-mail address. Musts in production. */
    CONTROLLER_NAME: controllerName.optional(),
    CONTROLLER_ADDRESS: controllerAddress.optional(),
    PRIVACY_CONTACT: privacyContact.optional(),
    /** Name and how to reach them, where there is one: their line is left out otherwise. */
    DATA_PROTECTION_OFFICER: dataProtectionOfficer.optional(),
    EU_REPRESENTATIVE: euRepresentative.optional(),
    /** What Prometheus shows to read GET /ops/v1/metrics; without it there is nothing there. */
    METRICS_TOKEN: z.string().min(32).max(256).optional(),
    /** When secrets were made, `NAME=YYYY-MM-DD`, comma-separated: their age is a metric. */
    SECRET_DATES: secretDatesSetting.optional(),
    /** The collector that takes traces by OTLP/HTTP (docs/observability/tracing.md), and headers it wants; without it there are none. */
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpointSetting.optional(),
    OTEL_EXPORTER_OTLP_HEADERS: otlpHeadersSetting.optional(),
    /** Share of requests that is traced, from 0 to 1. */
    OTEL_TRACES_SAMPLER_ARG: sampleRatioSetting.default(Number(sampleRatioDefault)),
  })
  .superRefine((settings, context) => {
    const refuse = (name: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    for (const [name, message] of deliveryProblems(settings)) refuse(name, message);
    if (settings.AGORA_APP_ID !== undefined && settings.AGORA_APP_CERTIFICATE === undefined) {
      refuse('AGORA_APP_CERTIFICATE', 'must be set beside AGORA_APP_ID');
    }
    if (settings.AGORA_APP_CERTIFICATE !== undefined && settings.AGORA_APP_ID === undefined) {
      refuse('AGORA_APP_ID', 'must be set beside AGORA_APP_CERTIFICATE');
    }
    if (settings.TURNSTILE_SECRET !== undefined && settings.TURNSTILE_SITE_KEY === undefined) {
      refuse('TURNSTILE_SITE_KEY', 'must be set beside TURNSTILE_SECRET');
    }
    if (settings.TURNSTILE_SITE_KEY !== undefined && settings.TURNSTILE_SECRET === undefined) {
      refuse('TURNSTILE_SECRET', 'must be set beside TURNSTILE_SITE_KEY');
    }
    if (settings.ENVIRONMENT !== 'production') return;
    for (const [name, message] of controllerProblems(settings)) refuse(name, message);
    if (settings.RATE_PROFILE === 'load') refuse('RATE_PROFILE', 'load is for development only');
    if (settings.ERASURE_WINDOW_MS !== limits.erasureWindowMs) {
      refuse('ERASURE_WINDOW_MS', 'may be set in development only');
    }
    if (settings.DATA_JURISDICTIONS === 'off') refuse('DATA_JURISDICTIONS', 'must be on in production');
    if (settings.GATEWAY_ORIGINS === undefined) refuse('GATEWAY_ORIGINS', 'must be set in production');
    if (settings.GATEWAY_ORIGINS?.some((origin) => !origin.startsWith('wss:'))) {
      refuse('GATEWAY_ORIGINS', 'must be wss in production');
    }
    if (!settings.PUBLIC_URL.startsWith('https:')) refuse('PUBLIC_URL', 'must be https in production');
    if (!settings.ORIGIN_URL.startsWith('https:')) refuse('ORIGIN_URL', 'must be https in production');
    if (!settings.TURNSTILE_API_URL.startsWith('https:')) refuse('TURNSTILE_API_URL', 'must be https in production');
  });

const LOOPBACK_GATEWAYS: readonly string[] = ['ws://127.0.0.1:*', 'ws://localhost:*'];

/** Agora's App ID and certificate, or words for viewers where there are none: no name of a setting, which is nothing to them. */
export type AgoraConfig =
  | { readonly state: 'on'; readonly appId: string; readonly certificate: string }
  | { readonly state: 'off'; readonly reason: string };

function agoraOf(appId: string | undefined, certificate: string | undefined): AgoraConfig {
  if (appId === undefined || certificate === undefined) return { state: 'off', reason: 'Media is not set up here.' };
  return { state: 'on', appId, certificate };
}

function configFrom(settings: z.infer<typeof settingsSchema>) {
  const production = settings.ENVIRONMENT === 'production';
  return {
    environment: settings.ENVIRONMENT,
    publicUrl: settings.PUBLIC_URL,
    originUrl: settings.ORIGIN_URL,
    rateProfile: settings.RATE_PROFILE,
    erasureWindowMs: settings.ERASURE_WINDOW_MS,
    publicCache: settings.PUBLIC_CACHE === 'on',
    jurisdictions: (settings.DATA_JURISDICTIONS ?? (production ? 'on' : 'off')) === 'on',
    gatewayOrigins: settings.GATEWAY_ORIGINS ?? LOOPBACK_GATEWAYS,
    signingKeysKek: settings.SIGNING_KEYS_KEK,
    ticketKeys: settings.TICKET_KEYS,
    serviceKeys: settings.SERVICE_KEYS,
    operatorKeys: settings.OPERATOR_PUBLIC_KEYS ?? [],
    nameHmacKey: settings.NAME_HMAC_KEY,
    refreshTokenKeys: settings.REFRESH_TOKEN_KEYS,
    passwordPeppers: settings.PASSWORD_PEPPERS,
    subjectKeysKek: settings.SUBJECT_KEYS_KEK,
    factorHmacKeys: settings.FACTOR_HMAC_KEYS,
    mail: mailConfigOf(settings),
    sms: smsConfigOf(settings),
    smsPrices: settings.SMS_COUNTRIES,
    smsSpendPerDayUsd: settings.SMS_SPEND_PER_DAY_USD,
    turnstile:
      settings.TURNSTILE_SECRET === undefined || settings.TURNSTILE_SITE_KEY === undefined
        ? undefined
        : {
            siteKey: settings.TURNSTILE_SITE_KEY,
            apiUrl: settings.TURNSTILE_API_URL,
            secret: settings.TURNSTILE_SECRET,
            hostname: new URL(settings.PUBLIC_URL).hostname,
          },
    controller: controllerOf(settings),
    app: { appleTeamId: settings.APPLE_TEAM_ID, androidFingerprints: settings.ANDROID_CERT_FINGERPRINTS ?? [] },
    agora: agoraOf(settings.AGORA_APP_ID, settings.AGORA_APP_CERTIFICATE),
    metricsToken: settings.METRICS_TOKEN,
    secretDates: settings.SECRET_DATES ?? new Map<string, string>(),
    tracing:
      settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: settings.OTEL_EXPORTER_OTLP_HEADERS ?? {},
            ratio: settings.OTEL_TRACES_SAMPLER_ARG,
            environment: settings.ENVIRONMENT,
          },
  } as const;
}
export type Config = ReturnType<typeof configFrom>;

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** One line a variable: its name and what is wrong, never its value. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Parses all settings and reports all problems together. */
export function parseConfig(env: object): ConfigResult {
  const parsed = settingsSchema.safeParse(env);
  if (parsed.success) return { ok: true, config: configFrom(parsed.data) };
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    return name in env ? `${name} ${issue.message}` : `${name} is not set`;
  });
  return { ok: false, problems: [...new Set(lines)].sort() };
}

const parsedConfigs = new WeakMap<object, ConfigResult>();

/** {@link parseConfig}, once per environment object: an isolate's environment never changes. */
export function configOf(env: object): ConfigResult {
  let result = parsedConfigs.get(env);
  if (result === undefined) {
    result = parseConfig(env);
    parsedConfigs.set(env, result);
  }
  return result;
}

/** The configuration where it is known to be good: the Worker refuses service before any object is called. */
export function requireConfig(env: object): Config {
  const result = configOf(env);
  if (!result.ok) throw new Error(`configuration: ${result.problems.join('; ')}`);
  return result.config;
}
