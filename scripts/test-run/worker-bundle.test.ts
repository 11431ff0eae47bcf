import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { weighBundle, workerBundleGzipBytesMax } from './worker-bundle.ts';

const noise = (bytes: number) => randomBytes(bytes);

it('passes what compresses to less than the bound, and says how much', () => {
  const outcome = weighBundle([
    { name: 'worker.js', bytes: Buffer.alloc(4 * workerBundleGzipBytesMax, 'a') },
    { name: 'hash.wasm', bytes: noise(10 * 1024) },
    { name: 'worker.js.map', bytes: noise(2 * workerBundleGzipBytesMax) },
    { name: 'README.md', bytes: noise(2 * workerBundleGzipBytesMax) },
  ]);
  expect(outcome).toMatchObject({ ok: true, summary: expect.stringMatching(/^1\d\.\d of 500\.0 KiB compressed$/) });
});

it('fails what is heavier, WebAssembly included, and names the parts', () => {
  const half = workerBundleGzipBytesMax / 2;
  const outcome = weighBundle([
    { name: 'worker.js', bytes: noise(half) },
    { name: 'hash.wasm', bytes: noise(half + 1024) },
  ]);
  expect(outcome.ok).toBe(false);
  expect(outcome.details).toMatch(/worker\.js: 250\.\d KiB\nhash\.wasm: 251\.\d KiB/);
});

it('fails when there is nothing to weigh', () => {
  expect(weighBundle([{ name: 'README.md', bytes: noise(1) }]).ok).toBe(false);
});
