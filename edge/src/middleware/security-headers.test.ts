import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './security-headers.ts';

const gatewayOrigins = ['wss://gw.example'];

test('production lets scripts come from us alone and sockets go to our gateways alone', () => {
  const off = { state: 'off', reason: '' } as const;
  const policy = contentSecurityPolicy({ gatewayOrigins, agora: off, environment: 'production' });
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self' wss://gw.example;");
  expect(policy).toContain('upgrade-insecure-requests');
  expect(policy).not.toContain('unsafe');
});

test('Agora’s addresses are there only with media on', () => {
  const agora = { state: 'on', appId: 'a', certificate: 'b' } as const;
  const policy = contentSecurityPolicy({ gatewayOrigins, agora, environment: 'production' });
  expect(/connect-src ([^;]*)/.exec(policy)?.[1]).toContain('wss://*.edge.agora.io:*');
});
