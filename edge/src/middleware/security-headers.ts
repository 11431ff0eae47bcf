import { createMiddleware } from 'hono/factory';
import type { Config } from '../env.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

/** Addresses of Agora's web SDK, only when media is configured. */
const AGORA_CONNECT = [
  'https://*.agora.io:*',
  'https://*.sd-rtn.com:*',
  'wss://*.edge.agora.io:*',
  'wss://*.edge.sd-rtn.com:*',
];

/** No script but our own files; sockets to our gateways only; nobody frames us. Styles may be inline: React Native's are. */
export function contentSecurityPolicy(config: Pick<Config, 'gatewayOrigins' | 'agora' | 'environment'>): string {
  const connect = ["'self'", ...config.gatewayOrigins, ...(config.agora.state === 'on' ? AGORA_CONNECT : [])];
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `connect-src ${connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ];
  if (config.environment === 'production') directives.push('upgrade-insecure-requests');
  return directives.join('; ');
}

const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'browsing-topics=()',
].join(', ');

/** For answers that are data: opened as a page they run nothing, load nothing and belong to no origin. */
const DATA_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  'sandbox',
].join('; ');

const DATA_TYPE = /^application\/(?:problem\+|jwk-set\+)?json\b/;

type HeaderPairs = readonly (readonly [string, string])[];

function headersWith(policy: string): HeaderPairs {
  return [
    ['content-security-policy', policy],
    ['strict-transport-security', 'max-age=63072000; includeSubDomains; preload'],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', PERMISSIONS_POLICY],
  ];
}

/** Headers of an answer that is data, also of one that is given without a configuration. */
export const dataHeaders: HeaderPairs = headersWith(DATA_POLICY);

/** Headers of every answer, the web app's files too (MDN HTTP Observatory's tests). */
export function securityHeaders(config: Config) {
  const headers = headersWith(contentSecurityPolicy(config));
  return createMiddleware<EdgeEnv>(async function securityHeadersMiddleware(c, next) {
    await next();
    const isData = DATA_TYPE.test(c.res.headers.get('content-type') ?? '');
    for (const [name, value] of isData ? dataHeaders : headers) c.res.headers.set(name, value);
  });
}
