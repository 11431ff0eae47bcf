import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';

const sources = globSync(['{core,edge,realtime,mobile}/src/**/*.{ts,tsx}', 'edge/pages/*.ts'], { cwd: repositoryRoot })
  .filter((path) => !/\.test\.tsx?$|\/testing\//.test(path))
  .sort();
const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** What stands between backticks in a page and looks like a file or folder of ours. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`((?:core|edge|realtime|mobile|scripts|docs)\/[^`\s]+)`/g)].map(([, path = '']) => path);
}

function isNamed(named: readonly string[], path: string): boolean {
  return named.some((entry) => entry === path || (entry.endsWith('/') && path.startsWith(entry)));
}

describe('docs/security/cryptography.md', () => {
  const crypto =
    /\b(?:createHmac|createHash|createCipheriv|getRandomValues|randomUUID)\(|crypto\.subtle\.|from '(?:node:crypto|jose|argon2-wasm-edge|otpauth[^']*|agora-token[^']*|@simplewebauthn\/server|@noble\/[^']*|stripe)'/;
  const named = pathsIn(read('docs/security/cryptography.md'));

  it('names every file that signs, encrypts, hashes or draws', () => {
    const using = sources.filter((path) => crypto.test(read(path)));
    expect(using.length).toBeGreaterThan(20);
    expect(using.filter((path) => !isNamed(named, path))).toEqual([]);
  });

  it('names nothing that is not there', () => {
    expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('has no use of what it rules out', () => {
    const ruledOut = /\b(?:md5|aes-\d+-(?:ecb|cbc)|AES-CBC|RSAES-PKCS1|createCipher\(|pbkdf2|RC4|3des)\b/i;
    const found = sources.filter((path) => ruledOut.test(read(path)));
    expect(found).toEqual([]);
  });

  it('has Math.random for jitter and pauses alone, in the files looked at', () => {
    // A new one is looked at before it is added here: nothing that anybody must not guess may come from it.
    expect(sources.filter((path) => /Math\.random\b(?! gives)/.test(read(path)))).toEqual([
      'mobile/src/features/make-services.ts',
      'mobile/src/features/room/use-gifts.ts',
      'realtime/src/adapters/redis/connect.ts',
      'realtime/src/adapters/redis/redis-wallet.ts',
      'realtime/src/adapters/redis/wallet-connection.ts',
      'realtime/src/gateway/handlers/hello.ts',
    ]);
  });
});

describe('docs/security/connections.md', () => {
  const opening =
    /=> fetch\(|\bawait fetch\(|new MongoClient\(|new Redis\(|new WebSocket\(|\bnet\.connect\(|https?\.request\(|cloudflare:sockets|new Stripe\(/;
  const servers = sources.filter((path) => /^(?:core|edge|realtime)\/src\//.test(path));
  const named = pathsIn(read('docs/security/connections.md'));

  it('names every file of a server that opens a connection', () => {
    const found = servers.filter((path) => opening.test(read(path)));
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((path) => !isNamed(named, path))).toEqual([]);
  });

  it('names nothing that is not there', () => {
    expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('knows every address that stands in the sources', () => {
    const page = read('docs/security/connections.md');
    const settings = read('edge/src/env.ts');
    const hosts = servers.flatMap((path) =>
      [...read(path).matchAll(/^(?!\s*(?:\*|\/\/|\/\*)).*?['"`]https:\/\/([a-z0-9.-]+\.[a-z]+)/gm)].map(
        ([, host = '']) => host,
      ),
    );
    // The issuer of tokens and the examples of the API page are names, not addresses that anybody asks.
    const unknown = hosts.filter(
      (host) =>
        !page.includes(host) &&
        !settings.includes(`https://${host}'`) &&
        !['halobuzz.com', 'example.com'].includes(host),
    );
    expect(unknown.filter((host) => !host.startsWith('*.'))).toEqual([]);
  });
});

describe('what runs text as code', () => {
  it('is in no source file', () => {
    const dangerous =
      /(?<![.\w])eval\(|new Function\(|node:child_process|node:vm|dangerouslySetInnerHTML|\.innerHTML\b|document\.write\(/;
    expect(sources.filter((path) => dangerous.test(read(path)))).toEqual([]);
    expect(dangerous.test('eval(text)')).toBe(true);
  });
});

describe('text from outside', () => {
  it('never becomes a regular expression', () => {
    // The one there is holds a constant.
    expect(sources.filter((path) => /\bRegExp\(/.test(read(path)))).toEqual([
      'edge/src/accounts/factors/backup-codes.ts',
    ]);
  });

  it('is never the format of a log line', () => {
    const formatted =
      /(?:console|log)\.(?:log|info|warn|error|debug)\(\s*(?:`[^`]*\$\{[^`]*`|[a-z]\w*)\s*,\s*[^\s)'"`]/;
    expect(formatted.test('console.log(name, value)')).toBe(true);
    expect(sources.filter((path) => formatted.test(read(path)))).toEqual([]);
  });
});

describe('connections by TLS', () => {
  it('are checked everywhere: nothing switches that off', () => {
    const unchecked = /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|tlsInsecure:/;
    expect(sources.filter((path) => unchecked.test(read(path)))).toEqual([]);
  });
});

describe('queries', () => {
  it('to SQLite are constant text: values go in by parameter', () => {
    const built = sources.flatMap((path) =>
      read(path)
        .split('\n')
        .filter((line) => /`.*\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY)\b/.test(line))
        .flatMap((line) => [...line.matchAll(/\$\{([^}]*)\}/g)].map(([, what]) => `${path}: ${what}`)),
    );
    // Each of these is one of a few constants in the same file; a new one is looked at before it is added.
    expect(built).toEqual([
      'edge/src/accounts/account/stale-details.ts: table',
      'edge/src/accounts/account/unverified-expiry.ts: table',
      'edge/src/accounts/defence/sms-budget-object.ts: where',
      'edge/src/accounts/notifications/dev-mailbox-object.ts: columns',
      'edge/src/accounts/notifications/dev-mailbox-object.ts: columns',
      // Every table of the object's own schema.
      'edge/src/privacy/erasure/erase-archives.ts: name',
    ]);
  });

  it('to MongoDB never hold code of ours or of anybody', () => {
    const found = sources.filter((path) => /\$where|\$function|\$accumulator|mapReduce\(/.test(read(path)));
    expect(found).toEqual([]);
  });

  it('to Redis are scripts of constant text: values go in as arguments', () => {
    const lua = sources.filter((path) => /redis\.call/.test(read(path)));
    expect(lua.length).toBeGreaterThan(3);
    const built = lua.filter((path) => /redis\.call\([^)]*\$\{(?!limits\b|[A-Z_]+\})/.test(read(path)));
    expect(built).toEqual([]);
  });
});
