import { createMiddleware } from 'hono/factory';
import type { Config } from '../env.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { CHALLENGE_PATH } from '../routes/challenge-page.ts';
import { isConsolePath, isWebAppPath } from '../routes/web-app.ts';

/** Addresses of Agora's web SDK, only when media is configured. */
const AGORA_CONNECT = [
  'https://*.agora.io:*',
  'https://*.sd-rtn.com:*',
  'wss://*.edge.agora.io:*',
  'wss://*.edge.sd-rtn.com:*',
];

/**
 * SHA-256 of nothing. React Native Web makes an empty style element and fills it by `insertRule`, which no policy touches;
 * a policy without this hash would leave the element without a sheet.
 */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * The one page of the web app where cards are typed in, into frames of Stripe's. It is a document of its own: the app
 * loads it anew, so that no other page may ever run what comes from there.
 */
export const PAY_PATH = '/wallet/pay';

/** What Stripe's library needs (its guide "Content Security Policy"): its script, its frames and those of banks, its API. */
const STRIPE_SOURCES = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
} as const;

/** The web app: no script or style but our own files; sockets to our gateways only; nobody frames us. */
export function contentSecurityPolicy(
  config: Pick<Config, 'gatewayOrigins' | 'agora' | 'environment' | 'turnstile'>,
  page: 'app' | 'pay' = 'app',
): string {
  const stripe = page === 'pay' ? STRIPE_SOURCES : undefined;
  const media = config.agora.state === 'on' ? AGORA_CONNECT : [];
  const frames = stripe?.frame ?? (config.turnstile === undefined ? [] : ["'self'"]);
  const connect = ["'self'", ...config.gatewayOrigins, ...media, ...(stripe?.connect ?? [])];
  const directives = [
    "default-src 'none'",
    `script-src ${["'self'", ...(stripe?.script ?? [])].join(' ')}`,
    ...(frames.length === 0 ? [] : [`frame-src ${frames.join(' ')}`]),
    `style-src 'self' ${EMPTY_STYLE}`,
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

/** A page with a script and a style sheet of ours, calls to our own API, nothing else. */
function pagePolicy(pictures: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${pictures}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** The API page and the development mailbox: a script and a style sheet of ours, calls to our own API, nothing else. */
const PAGE_POLICY = pagePolicy("'self'");

/** The console: our own files and our own API alone. Pictures that were reported are fetched with the token and shown as blobs. */
const CONSOLE_POLICY = pagePolicy("'self' blob: data:");

/**
 * The page of a challenge (routes/challenge-page.ts): the one that runs what comes from Turnstile. It stands in a frame of the web
 * app, so that nothing else of ours may ever load that script.
 */
function challengeHeadersOf(widgetOrigin: string): HeaderList {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${widgetOrigin}`,
    `frame-src ${widgetOrigin}`,
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "object-src 'none'",
  ].join('; ');
  return headersWith(policy).map(([name, value]) => [name, name === 'x-frame-options' ? 'SAMEORIGIN' : value] as const);
}

/** For answers that are data: opened as a page they run nothing, load nothing and belong to no origin. */
const DATA_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  'sandbox',
].join('; ');

/** Pictures that people sent are data, too. */
const DATA_TYPE = /^(?:application\/(?:problem\+|jwk-set\+)?json|image\/webp)\b/;

/** What the app may ask its user for; everything else that a browser knows is off, for us and for whatever we load. */
const ALLOWED_FEATURES = [
  ...['autoplay', 'camera', 'fullscreen', 'microphone', 'picture-in-picture'],
  ...['publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock'],
];
const REFUSED_FEATURES = [
  ...['accelerometer', 'browsing-topics', 'display-capture', 'encrypted-media', 'gamepad', 'geolocation'],
  ...['gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer', 'midi'],
  ...['otp-credentials', 'payment', 'serial', 'storage-access', 'usb', 'window-management', 'xr-spatial-tracking'],
];
function permissionsPolicy(allowed: readonly string[]): string {
  const refused = [...ALLOWED_FEATURES.filter((feature) => !allowed.includes(feature)), ...REFUSED_FEATURES];
  return [...allowed.map((feature) => `${feature}=(self)`), ...refused.map((feature) => `${feature}=()`)].join(', ');
}
const PERMISSIONS_POLICY = permissionsPolicy(ALLOWED_FEATURES);

const TRANSPORT_SECURITY = 'max-age=63072000; includeSubDomains; preload';

type HeaderList = readonly (readonly [string, string])[];

function headersWith(policy: string): HeaderList {
  return [
    ['content-security-policy', policy],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-embedder-policy', 'require-corp'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['origin-agent-cluster', '?1'],
    ['permissions-policy', PERMISSIONS_POLICY],
  ];
}

/**
 * Frames of Stripe's say nothing about who may embed them, so that a page which demands it of all it loads shows none.
 * Banks open windows of their own, and are to find the way back.
 */
function payHeadersOf(policy: string): HeaderList {
  return headersWith(policy).flatMap(([name, value]) => {
    if (name === 'cross-origin-embedder-policy') return [];
    return [[name, name === 'cross-origin-opener-policy' ? 'same-origin-allow-popups' : value] as const];
  });
}

const dataHeaders = headersWith(DATA_POLICY);
const pageHeaders = headersWith(PAGE_POLICY);
/** Staff need no camera; the one thing that a browser may do for them beside pages is a passkey. */
const consoleHeaders: HeaderList = [
  ...headersWith(CONSOLE_POLICY).filter(([name]) => name !== 'permissions-policy'),
  ['permissions-policy', permissionsPolicy(['publickey-credentials-get'])],
  ['x-robots-tag', 'noindex, nofollow'],
];

/** Headers of an answer that is data, also of one that is given without a configuration. */
export function secureData(url: string, answer: Response): void {
  applyHeaders(url, answer, dataHeaders);
}

/** Headers of every answer, the web app's files too (MDN HTTP Observatory's tests). */
export function securityHeaders(config: Config) {
  const appHeaders = headersWith(contentSecurityPolicy(config));
  const payHeaders = payHeadersOf(contentSecurityPolicy(config, 'pay'));
  const challengeHeaders = config.turnstile === undefined ? undefined : challengeHeadersOf(config.turnstile.apiUrl);
  const headersFor = (path: string): HeaderList => {
    if (challengeHeaders !== undefined && path.startsWith(CHALLENGE_PATH)) return challengeHeaders;
    if (path === PAY_PATH) return payHeaders;
    if (isConsolePath(path)) return consoleHeaders;
    return isWebAppPath(path) ? appHeaders : pageHeaders;
  };
  return createMiddleware<EdgeEnv>(async function securityHeadersMiddleware(c, next) {
    await next();
    const isData = DATA_TYPE.test(c.res.headers.get('content-type') ?? '');
    applyHeaders(c.req.url, c.res, isData ? dataHeaders : headersFor(c.req.path));
  });
}

function applyHeaders(url: string, answer: Response, headers: HeaderList): void {
  for (const [name, value] of headers) answer.headers.set(name, value);
  // Only over HTTPS (RFC 6797 §7.2): browsers ignore it elsewhere, and a development host must not be pinned by mistake.
  if (url.startsWith('https:')) answer.headers.set('strict-transport-security', TRANSPORT_SECURITY);
}
