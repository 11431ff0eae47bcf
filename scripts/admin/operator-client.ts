import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { problemSchema, successOf } from '@halobuzz/core/api/conventions';
import { OPERATOR_ASSERTION_HEADER, OPERATOR_TOKEN_TYPE, type OperatorClaims } from '@halobuzz/core/operator';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { Problem } from '../problem.ts';

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), kid: z.string(), d: z.string(), x: z.string() })).min(1),
});
export type OperatorKeys = z.infer<typeof keySetSchema>;

const assertionLifeSeconds = 30;
const requestTimeoutMs = 30_000;

/** An operator's private JWK Set; its first key signs. Throws a Problem for anything else. */
export function parseOperatorKeys(text: string, from: string): OperatorKeys {
  try {
    return keySetSchema.parse(JSON.parse(text));
  } catch {
    throw new Problem(`${from} holds no private JWK Set of Ed25519 keys`);
  }
}

/** The development key that `npm start` made. */
export function developmentKeys(secretsFile: string): OperatorKeys {
  const secrets = z.looseObject({ OPERATOR_KEYS: z.string() }).safeParse(JSON.parse(readFileSync(secretsFile, 'utf8')));
  if (!secrets.success) throw new Problem('this start has no operator key yet: run npm start again');
  return parseOperatorKeys(secrets.data.OPERATOR_KEYS, secretsFile);
}

/** Signs one request: method, target and body are bound, the id is new, it lives for 30 s. */
export async function operatorAssertion(
  keys: OperatorKeys,
  request: { readonly target: string; readonly body: string },
  nowMs: number,
): Promise<string> {
  const [key] = keys.keys;
  if (key === undefined) throw new Error('a key set needs a key');
  const iat = Math.floor(nowMs / 1000);
  const claims: OperatorClaims = {
    ...{ iss: 'halobuzz-operator', aud: 'halobuzz-edge', htm: 'POST', htu: request.target },
    bsh: createHash('sha256').update(request.body).digest('base64url'),
    jti: randomBytes(24).toString('base64url'),
    ...{ iat, exp: iat + assertionLifeSeconds },
  };
  const header = { alg: 'EdDSA', kid: key.kid, typ: OPERATOR_TOKEN_TYPE };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, 'EdDSA'));
}

/** Asks the edge as an operator. Throws a Problem with the edge's own words when it refuses. */
export async function askAsOperator<T extends z.ZodType>(
  edgeUrl: string,
  keys: OperatorKeys,
  path: string,
  value: object,
  data: T,
): Promise<z.output<T>> {
  const body = JSON.stringify(value);
  const assertion = await operatorAssertion(keys, { target: path, body }, Date.now());
  const response = await answerOf(edgeUrl + path, body, assertion);
  const answer: unknown = await response.json().catch(() => undefined);
  const problem = problemSchema.safeParse(answer);
  if (problem.success) {
    const fields = (problem.data.errors ?? []).map(({ field, message }) => `${field} ${message}`);
    throw new Problem([`${problem.data.title} (${problem.data.code})`, ...fields].join('; '));
  }
  const success = successOf(z.unknown()).safeParse(answer);
  const found = data.safeParse(success.data?.data);
  if (!found.success) throw new Problem(`the edge at ${edgeUrl} answered ${response.status}, and nothing known`);
  return found.data;
}

async function answerOf(url: string, body: string, assertion: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [OPERATOR_ASSERTION_HEADER]: assertion },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
  } catch (error) {
    throw new Problem(`the edge does not answer at ${url}: ${error instanceof Error ? error.message : error}`);
  }
}
