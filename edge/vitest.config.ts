import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineProject } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const configPath = fileURLToPath(new URL('../wrangler.toml', import.meta.url));

// wrangler.toml serves this folder; on a fresh clone the web app is not built yet.
mkdirSync(fileURLToPath(new URL('../.halobuzz/web', import.meta.url)), { recursive: true });

function jwks(...kids: string[]): string {
  const keys = kids.map((kid) => ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid }));
  return JSON.stringify({ keys });
}
const bundled = [
  ...[
    'zod',
    'jose',
    'hono',
    'hono/factory',
    'hono/html',
    'hono/route',
    'hono/http-exception',
    'hono/method-not-allowed',
  ],
  ...['@hono/zod-openapi', '@noble/hashes/sha2.js', 'fast-check', 'libphonenumber-js/mobile', 'otpauth/slim', 'qr'],
];
/** An operator's key in both halves; the private one is for the tests. */
const operator = generateKeyPairSync('ed25519');
const operatorJwk = (half: 'publicKey' | 'privateKey') =>
  JSON.stringify({ keys: [{ ...operator[half].export({ format: 'jwk' }), kid: 'operator-1' }] });
const key32 = (): string => randomBytes(32).toString('base64url');

/**
 * Tests in workerd, each file in an isolate of its own: thousands of objects of earlier files, with their alarms, made every later
 * test many times slower. Every run has fresh keys; the origin is faked inside the tests (testing/fake-origin.ts).
 */
export default defineProject({
  root,
  plugins: [
    cloudflareTest({
      wrangler: { configPath },
      miniflare: {
        bindings: {
          ENVIRONMENT: 'development',
          PUBLIC_URL: 'https://edge.test',
          ORIGIN_URL: 'http://origin.test',
          RATE_PROFILE: 'standard',
          // Tests ask what is so now; those of the cache make a Worker of their own that has one.
          PUBLIC_CACHE: 'off',
          SIGNING_KEYS_KEK: JSON.stringify({ 1: key32(), 2: key32() }),
          TICKET_KEYS: jwks('ticket-1'),
          SERVICE_KEYS: jwks('service-1'),
          OPERATOR_PUBLIC_KEYS: operatorJwk('publicKey'),
          TEST_OPERATOR_KEYS: operatorJwk('privateKey'),
          TEST_FUZZ_RUNS: process.env.FUZZ_RUNS ?? '3',
          ...(process.env.FUZZ_SEED === undefined ? {} : { TEST_FUZZ_SEED: process.env.FUZZ_SEED }),
          NAME_HMAC_KEY: key32(),
          REFRESH_TOKEN_KEYS: JSON.stringify({ 1: key32(), 2: key32() }),
          PASSWORD_PEPPERS: JSON.stringify({ 1: key32(), 2: key32() }),
          SUBJECT_KEYS_KEK: JSON.stringify({ 1: key32(), 2: key32() }),
          METRICS_TOKEN: key32(),
          FACTOR_HMAC_KEYS: JSON.stringify({ 1: key32(), 2: key32() }),
        },
      },
    }),
  ],
  test: {
    name: 'workerd',
    isolate: true,
    // Each isolate loads everything anew, module by module: bundled beforehand, libraries are a dozen files instead of hundreds.
    deps: { optimizer: { ssr: { enabled: true, include: bundled } } },
    setupFiles: ['testing/quiet-origin.ts'],
    include: ['src/**/*.workerd.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
