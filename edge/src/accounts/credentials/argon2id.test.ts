import { argon2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setWASMModules } from 'argon2-wasm-edge';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { argon2idBytes } from './argon2id.ts';

/** Workers' types know no making of modules, because Workers cannot; Node can. */
function moduleOf(name: string): WebAssembly.Module {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(`argon2-wasm-edge/wasm/${name}.wasm`)));
  return Reflect.construct(WebAssembly.Module, [bytes]);
}

beforeAll(async () => {
  await setWASMModules({ argon2WASM: moduleOf('argon2'), blake2bWASM: moduleOf('blake2b') });
});

test('the yardstick is right: OpenSSL answers the test vector of RFC 9106 §5.3, with secret and associated data', () => {
  const tag = argon2Sync('argon2id', {
    message: new Uint8Array(32).fill(1),
    nonce: new Uint8Array(16).fill(2),
    secret: new Uint8Array(8).fill(3),
    associatedData: new Uint8Array(12).fill(4),
    parallelism: 4,
    memory: 32,
    passes: 3,
    tagLength: 32,
  });
  expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

// The Wasm module takes no associated data, so the RFC's vector cannot be put to it; everything we do put to it can (the
// password comes as an HMAC, so it is never empty).
test('our Wasm module answers as OpenSSL does, for any password, salt and cost', async () => {
  const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
  const cost = fc.record({
    memoryKib: fc.integer({ min: 32, max: 256 }),
    iterations: fc.integer({ min: 1, max: 4 }),
    parallelism: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(
      bytes(1, 200),
      bytes(8, 32),
      cost,
      async (message, nonce, { memoryKib, iterations, parallelism }) => {
        const ours = await argon2idBytes(message, nonce, { memoryKib, iterations, parallelism });
        const theirs = argon2Sync('argon2id', {
          message,
          nonce,
          parallelism,
          memory: memoryKib,
          passes: iterations,
          tagLength: 32,
        });
        expect(Buffer.from(ours).toString('hex')).toBe(theirs.toString('hex'));
      },
    ),
    { numRuns: 60 },
  );
});
