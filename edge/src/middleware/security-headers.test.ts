import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from './security-headers.ts';

const gatewayOrigins = ['wss://gw.example'];
const turnstile = undefined;

test('production lets scripts come from us alone and sockets go to our gateways alone', () => {
  const off = { state: 'off', reason: '' } as const;
  const policy = contentSecurityPolicy({ gatewayOrigins, agora: off, environment: 'production', turnstile });
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self' wss://gw.example;");
  expect(policy).toContain('upgrade-insecure-requests');
  expect(policy).not.toContain('unsafe');
});

test('Agora’s addresses are there only with media on', () => {
  const agora = { state: 'on', appId: 'a', certificate: 'b' } as const;
  const policy = contentSecurityPolicy({ gatewayOrigins, agora, environment: 'production', turnstile });
  expect(/connect-src ([^;]*)/.exec(policy)?.[1]).toContain('wss://*.edge.agora.io:*');
});

describe('the page where cards are typed in', () => {
  const off = { state: 'off', reason: '' } as const;
  const directive = (page: 'app' | 'pay', name: string) =>
    new RegExp(`${name} ([^;]*)`).exec(
      contentSecurityPolicy({ gatewayOrigins, agora: off, environment: 'production', turnstile }, page),
    )?.[1];

  test('lets Stripe’s script, its frames and its API in, by name', () => {
    expect(directive('pay', 'script-src')).toBe("'self' https://js.stripe.com https://*.js.stripe.com");
    expect(directive('pay', 'frame-src')).toBe(
      'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
    );
    expect(directive('pay', 'connect-src')).toBe("'self' wss://gw.example https://api.stripe.com");
  });

  test('is the only one that does', () => {
    expect(contentSecurityPolicy({ gatewayOrigins, agora: off, environment: 'production', turnstile })).not.toContain(
      'stripe',
    );
    expect(directive('app', 'frame-src')).toBeUndefined();
  });
});

test('the app shows frames of ours alone, and none at all without challenges', () => {
  const off = { state: 'off', reason: '' } as const;
  const on = { siteKey: 'k', apiUrl: 'https://challenges.example', secret: 's', hostname: 'halobuzz.example' };
  const policyWith = (challenges: typeof on | undefined) =>
    contentSecurityPolicy({ gatewayOrigins, agora: off, environment: 'production', turnstile: challenges });
  expect(policyWith(on)).toContain("frame-src 'self';");
  expect(policyWith(on)).not.toContain('challenges.example');
  expect(policyWith(undefined)).not.toContain('frame-src');
});
