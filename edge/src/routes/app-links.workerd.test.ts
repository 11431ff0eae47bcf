import { createExecutionContext } from 'cloudflare:test';
import { opensApp } from '@halobuzz/core/app-links';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { bindings, installFakeOrigin, send } from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

/** The edge of a site whose app is in both stores. */
async function ask(path: string) {
  const app = { appleTeamId: 'A1B2C3D4E5', androidFingerprints: [fingerprint] };
  const edge = createApp(createServices(bindings, { ...requireConfig(bindings), app }));
  return edge.fetch(new Request(`https://edge.test${path}`), bindings, createExecutionContext());
}

test('Apple is told which paths the app opens, without a redirect and as JSON', async () => {
  const answer = await ask('/.well-known/apple-app-site-association');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  const shape = z.object({
    applinks: z.object({
      details: z.array(z.object({ appIDs: z.array(z.string()), components: z.array(z.object({ '/': z.string() })) })),
    }),
    webcredentials: z.object({ apps: z.array(z.string()) }),
  });
  const { applinks, webcredentials } = shape.parse(await answer.json());
  expect(webcredentials.apps).toEqual(['A1B2C3D4E5.com.halobuzz.app']);
  const paths = applinks.details.flatMap(({ components }) => components.map((component) => component['/']));
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) expect(opensApp(path.replace('*', 'x')), path).toBe(true);
});

test('Android is told package and certificates', async () => {
  const answer = await ask('/.well-known/assetlinks.json');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject([
    { target: { package_name: 'com.halobuzz.app', sha256_cert_fingerprints: [fingerprint] } },
  ]);
});

test.each(['/.well-known/apple-app-site-association', '/.well-known/assetlinks.json'])(
  '%s says that there is no app where none is set up',
  async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: 'app_not_registered',
      title: 'No app of a store is set up for this site.',
    });
  },
);
