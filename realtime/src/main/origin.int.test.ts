import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { internalPaths } from '@halobuzz/core/api/internal';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEdgeSigner, type EdgeSigner } from '../origin/testing/edge-signer.ts';
import { openStores, type TestStores } from '../origin/testing/real-origin.ts';

const entry = fileURLToPath(new URL('./origin.ts', import.meta.url));
let stores: TestStores;
let signer: EdgeSigner;
beforeAll(async () => {
  stores = await openStores(12);
  signer = await createEdgeSigner(Date.now);
});
afterAll(() => stores.close());

function settings(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HALOBUZZ_ENV: 'test',
    MONGODB_URI: stores.mongoUri,
    MONGODB_DATABASE: stores.db.databaseName,
    REDIS_WALLETS_URL: stores.walletsUrl,
    REDIS_ROOMS_URLS: stores.roomsUrl,
    REDIS_CONTROL_URL: stores.roomsUrl,
    SERVICE_PUBLIC_KEYS: JSON.stringify({ keys: [signer.publicJwk] }),
  };
}

/** Runs the process until its log has a line with this text; then its fields are handed over. */
async function startProcess(env: Record<string, string>, until: string) {
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!line.includes(until)) continue;
    const fields: Record<string, unknown> = JSON.parse(line);
    return { child, exited, fields };
  }
  throw new Error(`the process ended: ${lines.join('\n')}`);
}

describe('the origin process', () => {
  it('becomes ready, serves the edge, and leaves on SIGTERM', async () => {
    const { child, exited, fields } = await startProcess(settings(), 'origin ready');
    try {
      const [base, admin] = [`http://127.0.0.1:${fields.port}`, `http://127.0.0.1:${fields.metricsPort}`];
      const assertion = await signer.request(internalPaths.gifts);
      const gifts = await fetch(`${base}${internalPaths.gifts}`, { headers: assertion.headers });
      expect(gifts.status).toBe(200);
      expect((await fetch(`${base}${internalPaths.gifts}`, { headers: assertion.headers })).status).toBe(401);
      const body = 'x'.repeat(70_000);
      const signed = await signer.request(internalPaths.revocations, { method: 'POST', body });
      const large = await fetch(`${base}${internalPaths.revocations}`, {
        method: 'POST',
        headers: signed.headers,
        body,
      });
      expect(large.status).toBe(413);
      expect(await stores.control.hlen(controlKeys.gifts)).toBeGreaterThan(0);
      expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ status: 'ready', reasons: {} });
      expect((await fetch(`${admin}/healthz`)).status).toBe(200);
      const metrics = await (await fetch(`${admin}/metrics`)).text();
      expect(metrics).toContain('route="/internal/v1/gifts",method="GET",status="200"');
    } finally {
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    }
    // Its leases went with it, so that the next origin takes over at once.
    expect(await stores.control.exists(controlKeys.taskLease('heal'))).toBe(0);
  });

  it('names every missing setting and does not start', async () => {
    const child = spawn(process.execPath, [entry], {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    let text = '';
    for await (const chunk of child.stderr) text += String(chunk);
    expect(await exited).toEqual([1, null]);
    for (const name of ['MONGODB_URI', 'REDIS_CONTROL_URL', 'SERVICE_PUBLIC_KEYS']) expect(text).toContain(name);
  });
});
