import { expect, test } from 'vitest';
import { signingJwk } from '../testing/signing-jwk.ts';
import { randomBytes, toBase64Url } from './bytes.ts';
import { parseConfig } from './env.ts';

const key = () => toBase64Url(randomBytes(32));
const complete = {
  ENVIRONMENT: 'development',
  PUBLIC_URL: 'http://localhost:8787',
  ORIGIN_URL: 'http://127.0.0.1:4000/',
  TICKET_KEYS: JSON.stringify({ keys: [signingJwk('t')] }),
  SERVICE_KEYS: JSON.stringify({ keys: [signingJwk('s')] }),
  NAME_HMAC_KEY: key(),
  REFRESH_TOKEN_KEYS: JSON.stringify({ 1: key() }),
  PASSWORD_PEPPERS: JSON.stringify({ 1: key(), 12: key(), 3: key() }),
  SIGNING_KEYS_KEK: JSON.stringify({ 1: key() }),
  SUBJECT_KEYS_KEK: JSON.stringify({ 1: key() }),
  FACTOR_HMAC_KEYS: JSON.stringify({ 1: key() }),
};
const production = {
  ...complete,
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://halobuzz.example',
  ORIGIN_URL: 'https://origin.halobuzz.example',
  GATEWAY_ORIGINS: 'wss://gw1.halobuzz.example, wss://*.gw.halobuzz.example:8443',
  MAIL_API_TOKEN: 're_secret',
  MAIL_FROM: 'HaloBuzz <no-reply@halobuzz.example>',
  CONTROLLER_NAME: 'Halo Example AS',
  CONTROLLER_ADDRESS: 'Storgata 1, 0001 Oslo, Norway',
  PRIVACY_CONTACT: 'privacy@halobuzz.example',
};
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'twilio-secret',
  SMS_FROM: '+15005550006',
  SMS_COUNTRIES: 'NP:150000, US:8300',
};

function problemsOf(env: object): readonly string[] {
  const result = parseConfig(env);
  return result.ok ? [] : result.problems;
}

test('a complete development configuration', () => {
  const result = parseConfig(complete);
  if (!result.ok) throw new Error(result.problems.join());
  expect(result.config).toMatchObject({
    environment: 'development',
    originUrl: 'http://127.0.0.1:4000',
    rateProfile: 'standard',
    jurisdictions: false,
    gatewayOrigins: ['ws://127.0.0.1:*', 'ws://localhost:*'],
    agora: { state: 'off', reason: 'Media is not set up here.' },
  });
  expect(result.config.passwordPeppers.current).toBe(12);
});

test('a complete production configuration', () => {
  const result = parseConfig(production);
  if (!result.ok) throw new Error(result.problems.join());
  expect(result.config.jurisdictions).toBe(true);
  expect(result.config.gatewayOrigins).toEqual(['wss://gw1.halobuzz.example', 'wss://*.gw.halobuzz.example:8443']);
});

test('everything unset is reported together', () => {
  expect(problemsOf({})).toEqual(
    Object.keys(complete)
      .map((name) => `${name} is not set`)
      .sort(),
  );
});

test.each([
  ['RATE_PROFILE', 'load'],
  ['DATA_JURISDICTIONS', 'off'],
  ['ERASURE_WINDOW_MS', '60000'],
  ['GATEWAY_ORIGINS', undefined],
  ['GATEWAY_ORIGINS', 'wss://gw1.halobuzz.example,ws://gw2.halobuzz.example'],
  ['PUBLIC_URL', 'http://halobuzz.example'],
  ['ORIGIN_URL', 'http://origin.halobuzz.example'],
  ['MAIL_API_TOKEN', undefined],
  ['MAIL_FROM', undefined],
  ['MAIL_API_URL', 'http://mail.halobuzz.example'],
  ['SMS_API_URL', 'http://sms.halobuzz.example'],
  ['TURNSTILE_API_URL', 'http://challenges.halobuzz.example'],
])('production refuses %s=%s', (name, value) => {
  const problems = problemsOf({ ...production, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
});

test.each([
  ['NAME_HMAC_KEY', 'c2hvcnQ'],
  ['REFRESH_TOKEN_KEYS', `{"1":"${key()}="}`],
  ['PASSWORD_PEPPERS', '{}'],
  ['PASSWORD_PEPPERS', '{"one":"x"}'],
  ['SUBJECT_KEYS_KEK', 'sekret-text'],
  ['TICKET_KEYS', '{"keys":[]}'],
  ['TICKET_KEYS', JSON.stringify({ keys: [{ ...signingJwk('x'), d: undefined }] })],
  ['SERVICE_KEYS', JSON.stringify({ keys: [signingJwk('same'), signingJwk('same')] })],
  ['PUBLIC_URL', 'https://halobuzz.example/path'],
  ['GATEWAY_ORIGINS', "wss://gw.example; script-src 'unsafe-inline'"],
  ['SMS_SPEND_PER_DAY_USD', 'a lot'],
  ['ENVIRONMENT', 'staging'],
])('%s=%s is refused without repeating the value', (name, value) => {
  const problems = problemsOf({ ...complete, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} `));
  if (name !== 'ENVIRONMENT') expect(problems[0]).not.toContain(value);
});

const agoraId = 'aB0'.repeat(11).slice(1);
test.each([
  [{ AGORA_APP_ID: agoraId }, ['AGORA_APP_CERTIFICATE is not set']],
  [{ AGORA_APP_CERTIFICATE: agoraId }, ['AGORA_APP_ID is not set']],
  [{ AGORA_APP_ID: `${agoraId}0`, AGORA_APP_CERTIFICATE: agoraId }, ['AGORA_APP_ID must be 32 hexadecimal digits']],
  [{ AGORA_APP_ID: agoraId, AGORA_APP_CERTIFICATE: '' }, ['AGORA_APP_CERTIFICATE must be 32 hexadecimal digits']],
  [
    { AGORA_APP_ID: `${agoraId.slice(1)}g`, AGORA_APP_CERTIFICATE: ` ${agoraId.slice(1)}` },
    ['AGORA_APP_CERTIFICATE must be 32 hexadecimal digits', 'AGORA_APP_ID must be 32 hexadecimal digits'],
  ],
])('half-set or malformed media is refused, in development as in production: %j', (agora, expected) => {
  expect(problemsOf({ ...complete, ...agora })).toEqual(expected);
  expect(problemsOf({ ...production, ...agora })).toEqual(expected);
});

test('media is on with both, and off in words that name no setting without', () => {
  const set = parseConfig({ ...production, AGORA_APP_ID: agoraId, AGORA_APP_CERTIFICATE: agoraId });
  expect(set.ok && set.config.agora).toEqual({ state: 'on', appId: agoraId, certificate: agoraId });
  const without = parseConfig(production);
  expect(without.ok && without.config.agora).toEqual({ state: 'off', reason: 'Media is not set up here.' });
});

test('development shows mail and text messages on its mailbox page unless providers are set', () => {
  const plain = parseConfig(complete);
  expect(plain.ok && [plain.config.mail, plain.config.sms]).toEqual([{ kind: 'mailbox' }, { kind: 'mailbox' }]);
  const set = parseConfig({ ...complete, MAIL_API_TOKEN: 're_x', MAIL_FROM: 'a@halobuzz.example', ...twilio });
  expect(set.ok && [set.config.mail.kind, set.config.sms.kind]).toEqual(['resend', 'twilio']);
});

test('production needs mail; text messages are all set or off', () => {
  const without = parseConfig(production);
  expect(without.ok && [without.config.mail.kind, without.config.sms.kind]).toEqual(['resend', 'none']);
  const set = parseConfig({ ...production, ...twilio });
  expect(set.ok && set.config.smsPrices).toEqual(
    new Map([
      ['NP', 150_000],
      ['US', 8_300],
    ]),
  );
  for (const name of Object.keys(twilio)) {
    expect(problemsOf({ ...production, ...twilio, [name]: undefined })).toEqual([
      `${name} must be set together with the other SMS settings`,
    ]);
  }
});

test.each([
  ['MAIL_FROM', 'HaloBuzz <a@halobuzz.example>\r\nBcc: b@evil.example'],
  ['TWILIO_ACCOUNT_SID', 'AC123'],
  ['SMS_FROM', '9800000000'],
  ['SMS_COUNTRIES', 'NP:150000,Nepal:1'],
])('%s=%j is refused', (name, value) => {
  const problems = problemsOf({ ...production, ...twilio, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} must be`));
  expect(problems[0]).not.toContain(value);
});

test('operator keys are public ones, and none unless set', () => {
  const result = (keys: unknown) => parseConfig({ ...complete, OPERATOR_PUBLIC_KEYS: JSON.stringify({ keys }) });
  const { d: _private, ...publicJwk } = signingJwk('op-1');
  const set = result([{ ...publicJwk, use: 'sig', alg: 'EdDSA' }]);
  expect(set.ok && set.config.operatorKeys).toEqual([publicJwk]);
  const absent = parseConfig(complete);
  expect(absent.ok && absent.config.operatorKeys).toEqual([]);
  for (const keys of [[signingJwk('op-1')], [], [publicJwk, publicJwk], [{ ...publicJwk, kid: 'a key' }]]) {
    expect(result(keys)).toEqual({ ok: false, problems: [expect.stringContaining('OPERATOR_PUBLIC_KEYS')] });
  }
});

test('the stores’ identifiers of the app', () => {
  const fingerprint = Array.from({ length: 32 }, () => 'ab').join(':');
  const set = {
    APPLE_TEAM_ID: 'A1B2C3D4E5',
    ANDROID_CERT_FINGERPRINTS: `${fingerprint}, ${fingerprint.toUpperCase()}`,
  };
  const result = parseConfig({ ...complete, ...set });
  if (!result.ok) throw new Error(result.problems.join());
  const upper = fingerprint.toUpperCase();
  expect(result.config.app).toEqual({ appleTeamId: 'A1B2C3D4E5', androidFingerprints: [upper, upper] });
  expect(problemsOf({ ...complete, APPLE_TEAM_ID: 'short', ANDROID_CERT_FINGERPRINTS: 'AB:CD' })).toEqual([
    'ANDROID_CERT_FINGERPRINTS must be SHA-256 fingerprints such as AB:CD:… (32 pairs), comma-separated',
    'APPLE_TEAM_ID must be ten capital letters and digits',
  ]);
});

test('Turnstile wants its secret and its site key, or neither', () => {
  const pair = { TURNSTILE_SECRET: 'a-secret', TURNSTILE_SITE_KEY: '1x00000000000000000000AA' };
  const result = parseConfig({ ...complete, ...pair });
  if (!result.ok) throw new Error(result.problems.join());
  expect(result.config.turnstile).toMatchObject({ siteKey: pair.TURNSTILE_SITE_KEY });
  for (const name of ['TURNSTILE_SECRET', 'TURNSTILE_SITE_KEY'] as const) {
    expect(problemsOf({ ...complete, ...pair, [name]: undefined })).toEqual([expect.stringMatching(`^${name} `)]);
  }
  expect(problemsOf({ ...complete, ...pair, TURNSTILE_SITE_KEY: 'no key' })).toEqual([
    expect.stringMatching('^TURNSTILE_SITE_KEY '),
  ]);
});
