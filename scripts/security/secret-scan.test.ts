import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_MARK, secretsIn } from './secret-scan.ts';

const letters = 'Ab3'.repeat(20);
const fresh = generateKeyPairSync('ed25519').privateKey;

describe('the secret scan', () => {
  it.each([
    ['a private key', fresh.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a private JWK', JSON.stringify(fresh.export({ format: 'jwk' }))],
    ['a Stripe live key', `const key = 'sk_${'live'}_${letters}';`],
    ['an AWS access key', `AK${'IA'}ABCDEFGHIJKLMNOP`],
    ['a GitHub token', `gh${'p'}_${letters}`],
    ['a password in an address', `mongodb://root:${'hunter2hunter2'}@db.example.com/`],
    ['a named secret', `"password": "${randomBytes(24).toString('hex')}aA1"`],
    ['a Cloudflare-style secret in wrangler.toml', `NAME_HMAC_KEY = "${letters}"`],
  ])('finds %s', (kind, text) => {
    const found = secretsIn('some/file', text);
    expect(found.join()).toContain(kind);
    expect(found.join()).not.toContain(letters);
  });

  it.each([
    'const password = readPassword();',
    "password: 'correct horse battery'",
    'mongodb://localhost:27017/?replicaSet=rs0',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in the text that is scanned
    'redis://:${password}@127.0.0.1',
    'TICKET_KEYS is not set',
    '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
  ])('leaves "%s" alone', (text) => {
    expect(secretsIn('some/file', text)).toEqual([]);
  });

  it('passes a line that says it is an example', () => {
    expect(secretsIn('some/file', `AK${'IA'}ABCDEFGHIJKLMNOP # ${EXAMPLE_MARK}`)).toEqual([]);
  });

  it('names the line', () => {
    expect(secretsIn('a.ts', `one\ntwo\nAK${'IA'}ABCDEFGHIJKLMNOP`)).toEqual(['a.ts:3: looks like an AWS access key']);
  });
});
