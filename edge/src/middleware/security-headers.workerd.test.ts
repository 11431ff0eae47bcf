import { createExecutionContext } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin } from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { type Config, requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const shell = `<!DOCTYPE html><html lang="en"><head><title>App</title><link rel="stylesheet" href="/shell.css"></head>
<body><div id="root"></div><script src="/_expo/static/js/web/entry.js" defer></script></body></html>`;

/** The Worker of production, with a web app of one page. */
function ask(url: string, init: RequestInit = {}): Response | Promise<Response> {
  const config: Config = {
    ...requireConfig(bindings),
    environment: 'production',
    publicUrl: 'https://edge.test',
    gatewayOrigins: ['wss://gw.edge.test'],
  };
  const assets = {
    ...bindings.ASSETS,
    fetch: async () => new Response(shell, { headers: { 'content-type': 'text/html' } }),
  };
  const app = createApp(createServices(bindings, config));
  const request = new Request(url, { redirect: 'manual', ...init });
  return app.fetch(request, { ...bindings, ASSETS: assets }, createExecutionContext());
}

// The criteria of MDN HTTP Observatory (@mdn/mdn-http-observatory 1.4.8, algorithm 4), each at its best result: together
// 130 points, A+. The scanner itself is no dependency of ours: it drags a database and a browser's DOM along.
const pages = ['/', '/console/', '/wallet/pay', '/api/v1/docs', '/api/v1/regions', '/dev/nothing'];

/** What a scanner sends: a browser's `Accept`. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

function directives(policy: string | null): Map<string, string[]> {
  return new Map(
    (policy ?? '').split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

test.each(pages)(
  'Observatory: %s has a content security policy that starts from nothing and lets nothing unsafe in',
  async (path) => {
    const { headers } = await ask(`https://edge.test${path}`, { headers: browser });
    const policy = directives(headers.get('content-security-policy'));
    expect(policy.get('default-src')).toEqual(["'none'"]);
    const all = [...policy.values()].flat();
    // A scheme without a host lets everybody in, and so does anything in the clear.
    expect(all.filter((source) => /unsafe|^https:(\/\/\*)?$|^(http|ftp|ws):|^\*$/.test(source))).toEqual([]);
    for (const name of ['script-src', 'style-src', 'object-src']) {
      expect((policy.get(name) ?? []).filter((source) => source === 'data:' || source === 'blob:')).toEqual([]);
    }
    for (const name of ['base-uri', 'frame-ancestors', 'object-src']) expect(policy.get(name)).toEqual(["'none'"]);
    expect([["'self'"], ["'none'"]]).toContainEqual(policy.get('form-action'));
  },
);

test.each(pages)('Observatory: %s holds no inline script, style or foreign script', async (path) => {
  const text = await (await ask(`https://edge.test${path}`, { headers: browser })).text();
  for (const [script] of text.matchAll(/<script[^>]*>/g)) expect(script).toMatch(/ src="\/[^/]/);
  expect(text).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=|<meta[^>]*http-equiv/);
});

test.each(pages)('Observatory: %s has the other headers at their best', async (path) => {
  const { headers } = await ask(`https://edge.test${path}`, { headers: browser });
  const [, seconds] =
    /^max-age=(\d+); includeSubDomains; preload$/.exec(headers.get('strict-transport-security') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(365 * 24 * 3600);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.getSetCookie()).toEqual([]);
});

test.each(pages)('Observatory: %s tells a foreign page nothing', async (path) => {
  const preflight = { origin: 'https://http-observatory.security.mozilla.org', 'access-control-request-method': 'GET' };
  const answer = await ask(`https://edge.test${path}`, { method: 'OPTIONS', headers: preflight });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});

test.each(pages)(
  'Observatory: %s by plain HTTP leads to the same host by HTTPS at once, and pins nothing',
  async (path) => {
    const answer = await ask(`http://edge.test${path}`, { headers: browser });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, `https://edge.test${path}`]);
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  },
);

test('features of the browser are named one by one, none twice', async () => {
  const { headers } = await ask('https://edge.test/');
  const features = (headers.get('permissions-policy') ?? '').split(', ').map((entry) => entry.split('='));
  expect(new Set(features.map(([name]) => name)).size).toBe(features.length);
  for (const [, allowed] of features) expect(['()', '(self)']).toContain(allowed);
});

test('one page alone may show frames of Stripe’s, whatever else is loaded', async () => {
  const headersOf = async (path: string) => (await ask(`https://edge.test${path}`, { headers: browser })).headers;
  const pay = await headersOf('/wallet/pay');
  expect(directives(pay.get('content-security-policy')).get('frame-src')).toContain('https://js.stripe.com');
  expect(pay.get('cross-origin-embedder-policy')).toBeNull();
  expect(pay.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups');
  for (const path of ['/', '/wallet', '/wallet/buy', '/wallet/pay/more', '/wallet/payments']) {
    const headers = await headersOf(path);
    expect(headers.get('content-security-policy')).not.toContain('stripe');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  }
});

test('the console talks to nobody but us, runs and draws nothing but our files, and is in no search engine', async () => {
  const { headers } = await ask('https://edge.test/console/cases', { headers: browser });
  const policy = directives(headers.get('content-security-policy'));
  expect(policy.get('connect-src')).toEqual(["'self'"]);
  expect([policy.get('script-src'), policy.get('style-src')]).toEqual([["'self'"], ["'self'"]]);
  expect(policy.has('frame-src')).toBe(false);
  expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
  expect(headers.get('permissions-policy')).toContain('camera=(), ');
  expect(headers.get('permissions-policy')).toContain('publickey-credentials-get=(self)');
  const app = await ask('https://edge.test/', { headers: browser });
  expect(app.headers.get('x-robots-tag')).toBeNull();
});
