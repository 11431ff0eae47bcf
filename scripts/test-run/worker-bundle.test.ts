import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type WorkerPiece, weighWorker, workerStaffGzipBytesMax, workerStartGzipBytesMax } from './worker-bundle.ts';

const piece = (part: string, bytes: Uint8Array, name = 'worker.js'): WorkerPiece => ({ part, name, bytes });
const light = Buffer.alloc(100_000, 'a');
const parts = [piece('start', light), piece('staff', light), piece('passkeys', light)];

it('passes parts that compress to less than their bounds, and says how much each weighs', () => {
  const wide = piece('start', Buffer.alloc(4 * workerStartGzipBytesMax, 'a'));
  const outcome = weighWorker([...parts.slice(1), wide, piece('start', randomBytes(10 * 1024), 'hash.wasm')]);
  expect(outcome).toMatchObject({
    ok: true,
    summary: expect.stringMatching(
      /^start 1\d\.\d of 450\.0, staff \d\.\d of 200\.0, passkeys \d\.\d of 125\.0 KiB compressed$/,
    ),
  });
});

it('fails a start that is too heavy, WebAssembly included, and names its pieces', () => {
  const half = workerStartGzipBytesMax / 2;
  const wasm = piece('start', randomBytes(half + 1024), 'hash.wasm');
  const outcome = weighWorker([piece('start', randomBytes(half)), wasm, ...parts.slice(1)]);
  expect(outcome.ok).toBe(false);
  expect(outcome.details).toMatch(/^start: worker\.js: 225\.\d KiB\nstart: hash\.wasm: 226\.\d KiB$/);
});

it('fails a lazy part that is too heavy, however light the start is', () => {
  const staff = piece('staff', randomBytes(workerStaffGzipBytesMax + 1024));
  const outcome = weighWorker([piece('start', light), staff, piece('passkeys', light)]);
  expect(outcome.ok).toBe(false);
  expect(outcome.details).toMatch(/^staff: worker\.js: 201\.\d KiB$/);
});

it('fails when a part is missing', () => {
  expect(weighWorker([]).ok).toBe(false);
  expect(weighWorker(parts.slice(0, 2))).toMatchObject({
    ok: false,
    details: 'nothing of the Worker is its part "passkeys"',
  });
});
