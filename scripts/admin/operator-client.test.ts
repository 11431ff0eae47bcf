import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { OPERATOR_ASSERTION_HEADER, operatorClaimsSchema, operatorPaths } from '@halobuzz/core/operator';
import { importJWK, jwtVerify } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { askAsOperator, parseOperatorKeys } from './operator-client.ts';

const pair = generateKeyPairSync('ed25519');
const keys = parseOperatorKeys(
  JSON.stringify({ keys: [{ ...pair.privateKey.export({ format: 'jwk' }), kid: 'op-1' }] }),
  'test',
);
let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** Answers one request with what `answer` makes of its body and assertion. */
async function listen(answer: (body: string, assertion: string) => { status: number; body: unknown } | Promise<never>) {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const made = await answer(Buffer.concat(chunks).toString(), String(request.headers[OPERATOR_ASSERTION_HEADER]));
      response.writeHead(made.status, { 'content-type': 'application/json' }).end(JSON.stringify(made.body));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

const shape = z.strictObject({ ok: z.boolean() });

test('every request is signed for itself', async () => {
  const seen: string[] = [];
  const url = await listen((body, assertion) => {
    seen.push(body, assertion);
    return { status: 200, body: { success: true, data: { ok: true } } };
  });
  for (let times = 0; times < 2; times += 1) {
    expect(await askAsOperator(url, keys, operatorPaths.reproject, { after: 'x' }, shape)).toEqual({ ok: true });
  }
  const publicKey = await importJWK({ ...pair.publicKey.export({ format: 'jwk' }) }, 'EdDSA');
  const claims = await Promise.all(
    [seen[1], seen[3]].map(async (assertion) => {
      const { payload, protectedHeader } = await jwtVerify(assertion ?? '', publicKey, { typ: 'hb-operator+jwt' });
      expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: 'op-1' });
      return operatorClaimsSchema.parse(payload);
    }),
  );
  for (const one of claims) {
    expect(one).toMatchObject({ htm: 'POST', htu: operatorPaths.reproject });
    expect(one.bsh).toBe(
      createHash('sha256')
        .update(seen[0] ?? '')
        .digest('base64url'),
    );
    expect(one.exp - one.iat).toBe(30);
  }
  expect(claims[0]?.jti).not.toBe(claims[1]?.jti);
});

test('a refusal is told in the edge’s words, with the fields', async () => {
  const errors = [{ field: 'username', message: 'is wrong' }];
  const body = {
    success: false,
    type: 't',
    title: 'No.',
    status: 400,
    code: 'validation_failed',
    requestId: 'r',
    errors,
  };
  const url = await listen(() => ({ status: 400, body }));
  await expect(askAsOperator(url, keys, operatorPaths.roles, {}, shape)).rejects.toThrow(
    'No. (validation_failed); username is wrong',
  );
});

test('an edge that answers something else, or not at all, is named', async () => {
  const url = await listen(() => ({ status: 200, body: { hello: 1 } }));
  await expect(askAsOperator(url, keys, operatorPaths.roles, {}, shape)).rejects.toThrow(/answered 200/);
  server?.close();
  await expect(askAsOperator('http://127.0.0.1:1', keys, '/', {}, shape)).rejects.toThrow(/does not answer/);
});

test.each(['{}', '{"keys":[]}', 'x', '{"keys":[{"kty":"RSA","kid":"a","d":"b","x":"c"}]}'])(
  '%s is no operator key',
  (text) => {
    expect(() => parseOperatorKeys(text, 'op.json')).toThrow(/op\.json/);
  },
);
