import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';

const text = readFileSync(fileURLToPath(new URL('../../wrangler.toml', import.meta.url).href), 'utf8');

test('the shield’s limit repeats the one in core', () => {
  expect(text).toContain(`simple = { limit = ${limits.credentialRequestsPerMinuteMax}, period = 60 }`);
});

test('the compatibility date is one that the tests’ own workerd knows', () => {
  const date = /compatibility_date = "([0-9-]+)"/.exec(text)?.[1] ?? '';
  expect(date <= '2026-08-22').toBe(true);
});

test('the only files that are served are those of the exported web app', () => {
  expect([...text.matchAll(/^directory = "(.*)"$/gm)].map(([, folder]) => folder)).toEqual(['.halobuzz/web']);
  expect(text).toMatch(/^run_worker_first = true$/m);
  expect(text).toMatch(/^not_found_handling = "none"$/m);
});

test('no secret stands in the configuration', () => {
  expect(text).not.toMatch(/^\s*\[vars\]/m);
  expect(text).not.toMatch(/_(KEY|KEYS|KEK|PEPPERS|CERTIFICATE)\s*=/);
});
