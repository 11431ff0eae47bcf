import type { Clock } from '@halobuzz/core/clock';
import type { AccountObject } from './accounts/account/account-object.ts';
import { type AccountStates, createAccountStates } from './accounts/account/account-states.ts';
import { objectOfAccount } from './accounts/account/stubs.ts';
import {
  type BreachedPasswords,
  breachedPasswordsOff,
  createBreachedPasswords,
} from './accounts/credentials/breached-passwords.ts';
import { createPasswordHasher, type PasswordHasher } from './accounts/credentials/password-hasher.ts';
import { type AddressBounds, createAddressBounds } from './accounts/defence/address-bounds.ts';
import { type BoundedSms, createBoundedSms } from './accounts/defence/bounded-sms.ts';
import { createSprays, type Sprays } from './accounts/defence/sprays.ts';
import { type Challenges, createTurnstile, noChallenges } from './accounts/defence/turnstile.ts';
import { type ChallengeTokens, createChallengeTokens } from './accounts/factors/challenge-tokens.ts';
import type { NameObject } from './accounts/names/name-object.ts';
import { type NameKind, nameDigest } from './accounts/names/names.ts';
import type { Mailer } from './accounts/notifications/mail.ts';
import { mailerOf } from './accounts/notifications/mailers.ts';
import { smsSenderOf } from './accounts/notifications/sms-senders.ts';
import { randomBytes } from './bytes.ts';
import { type AnswerStore, createAnswerStore } from './caching/answer-store.ts';
import { type Bindings, type Config, configOf } from './env.ts';
import { createImageFiles, type ImageFiles } from './images/image-files.ts';
import { createMediaGrants, type GrantMedia } from './media/media-grants.ts';
import { createEdgeMetrics, type EdgeMetrics } from './observability/edge-metrics.ts';
import { logLine } from './observability/log-line.ts';
import { createTracing, type EdgeTracing } from './observability/tracing.ts';
import { type OriginClient, originClientOf } from './origin/client.ts';
import type { PrivacyObject } from './privacy/privacy-object.ts';
import { createRegionPicture, type RegionPicture } from './routing/region-picture.ts';
import { createStatusPicture, type StatusPicture } from './status/status-picture.ts';
import { type EdgeSwitches, switchesOf } from './switches/edge-switches.ts';
import { pausableMailer, pausableSms } from './switches/pausable-senders.ts';
import { type AccessTokens, createAccessTokens } from './tokens/access-token.ts';
import { createDpop, type Dpop } from './tokens/dpop.ts';
import { keyRingOf } from './tokens/key-ring/key-ring-of.ts';
import { createRingKeys, type RingKeys } from './tokens/key-ring/ring-keys.ts';
import { createRefreshTokens, type RefreshTokens } from './tokens/refresh-token.ts';
import { createSigningKeys, type SigningKeys } from './tokens/signing-keys.ts';

/** Everything a route may use. Made once per isolate; a test passes its own parts in. */
export interface Services {
  readonly config: Config;
  readonly bindings: Bindings;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array<ArrayBuffer>;
  readonly account: (accountId: string) => DurableObjectStub<AccountObject>;
  /** What an account asked us to do with all its data. */
  readonly privacy: (accountId: string) => DurableObjectStub<PrivacyObject>;
  readonly name: (digest: string) => DurableObjectStub<NameObject>;
  readonly digestOf: (kind: NameKind, value: string) => Promise<string>;
  readonly states: AccountStates;
  readonly hasher: PasswordHasher;
  readonly breached: BreachedPasswords;
  readonly mailer: Mailer;
  readonly sms: BoundedSms;
  readonly addresses: AddressBounds;
  readonly sprays: Sprays;
  readonly challenges: Challenges;
  readonly challengeTokens: ChallengeTokens;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly dpop: Dpop;
  /** The keys of access tokens. */
  readonly accessKeys: RingKeys;
  readonly ticketKeys: SigningKeys;
  readonly origin: OriginClient;
  readonly grantMedia: GrantMedia;
  /** Public answers kept at the edge; undefined where they are not. */
  readonly answers: AnswerStore | undefined;
  readonly imageFiles: ImageFiles;
  readonly regions: RegionPicture;
  readonly metrics: EdgeMetrics;
  readonly switches: EdgeSwitches;
  readonly status: StatusPicture;
  /** Undefined where nobody collects traces. */
  readonly tracing: EdgeTracing | undefined;
}

/** The services of an environment with this configuration. */
export function createServices(bindings: Bindings, config: Config): Services {
  const clock: Clock = () => Date.now();
  const development = config.environment === 'development';
  const accessKeys = createRingKeys(async () => keyRingOf(bindings).ring(), clock);
  const addresses = createAddressBounds(bindings, config);
  const metrics = createEdgeMetrics({
    ...{ clock, random: randomBytes, secretDates: config.secretDates },
    dataset: bindings.METRICS,
  });
  const origin = metrics.measured(originClientOf(bindings));
  const switches = switchesOf(bindings);
  const account = (accountId: string) => objectOfAccount(bindings.ACCOUNTS, accountId, config.jurisdictions);
  return {
    config,
    bindings,
    clock,
    random: randomBytes,
    account,
    privacy: (accountId) => objectOfAccount(bindings.PRIVACY, accountId, config.jurisdictions),
    name: (digest) => bindings.NAMES.get(bindings.NAMES.idFromName(digest)),
    digestOf: (kind, value) => nameDigest(config.nameHmacKey, kind, value),
    states: createAccountStates(async (accountId, sessionId) => account(accountId).state(sessionId), clock),
    hasher: createPasswordHasher(config.passwordPeppers),
    breached: development ? breachedPasswordsOff : createBreachedPasswords((input, init) => fetch(input, init)),
    mailer: pausableMailer(mailerOf(bindings, config), switches),
    sms: createBoundedSms(pausableSms(smsSenderOf(bindings, config), switches), addresses, bindings, config),
    addresses,
    sprays: createSprays(bindings, config, clock),
    challenges:
      config.turnstile === undefined
        ? noChallenges
        : createTurnstile(config.turnstile, { fetcher: (input, init) => fetch(input, init) }),
    challengeTokens: createChallengeTokens(config.factorHmacKeys, randomBytes),
    accessTokens: createAccessTokens(accessKeys, clock, randomBytes),
    refreshTokens: createRefreshTokens(config.refreshTokenKeys),
    dpop: createDpop(config, clock),
    accessKeys,
    ticketKeys: createSigningKeys(config.ticketKeys),
    origin,
    answers: config.publicCache
      ? createAnswerStore({ cache: caches.default, publicUrl: config.publicUrl, clock, random: randomBytes })
      : undefined,
    grantMedia: createMediaGrants(config.agora, clock, randomBytes),
    imageFiles: createImageFiles(bindings),
    regions: createRegionPicture(origin, clock),
    metrics,
    switches,
    status: createStatusPicture(origin, clock),
    tracing:
      config.tracing === undefined
        ? undefined
        : createTracing(config.tracing, { clock, random: randomBytes, fetcher: (input, init) => fetch(input, init) }),
  };
}

export type ServicesResult =
  | { readonly ok: true; readonly services: Services }
  | { readonly ok: false; readonly problems: readonly string[] };

const known = new WeakMap<object, ServicesResult>();

/** {@link createServices}, once per environment; the problems of its configuration when it is not complete. */
export function servicesOf(bindings: Bindings): ServicesResult {
  let result = known.get(bindings);
  if (result === undefined) {
    const parsed = configOf(bindings);
    result = parsed.ok ? { ok: true, services: createServices(bindings, parsed.config) } : parsed;
    if (!result.ok) logLine('error', `configuration refused: ${result.problems.join('; ')}`);
    known.set(bindings, result);
  }
  return result;
}
