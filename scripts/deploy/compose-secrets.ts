import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadOrCreateSecrets } from '../cluster/secrets.ts';
import { Problem } from '../problem.ts';
import { runTool } from '../provision/run-tool.ts';

const storeCertificateDays = '825';
const authorityDays = '3650';

/**
 * Everything secret that ops/compose mounts, made once into a folder that is its owner's alone; the files in it can be read by
 * all, as each container has a user of its own. Also `edge.json`, for `wrangler secret bulk`. What exists is never replaced.
 */
export async function makeComposeSecrets(folder: string, say: (line: string) => void): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const sub of ['certificate', 'alertmanager']) mkdirSync(join(folder, sub), { recursive: true });
  const put = (name: string, text: () => string): void => {
    const file = join(folder, name);
    if (existsSync(file)) return;
    writeFileSync(file, text(), { mode: 0o444 });
    say(`made ${name}`);
  };
  const password = (): string => randomBytes(24).toString('base64url');
  const kept = (name: string): string => readFileSync(join(folder, name), 'utf8');

  const secrets = await loadOrCreateSecrets(join(folder, 'secrets.json'));
  put('ticket-public-keys', () => secrets.TICKET_PUBLIC_KEYS);
  put('service-public-keys', () => secrets.SERVICE_PUBLIC_KEYS);
  put('resume-token-key', () => secrets.RESUME_TOKEN_KEY);
  put('checkpoint-signing-key', () => {
    const key = createPrivateKey({ key: JSON.parse(secrets.CHECKPOINT_KEY), format: 'jwk' });
    return key.export({ type: 'pkcs8', format: 'der' }).toString('base64url');
  });
  put('edge.json', () => {
    const names = ['TICKET_KEYS', 'SERVICE_KEYS', 'OPERATOR_PUBLIC_KEYS', 'NAME_HMAC_KEY', 'REFRESH_TOKEN_KEYS'] as const;
    const rings = ['PASSWORD_PEPPERS', 'SUBJECT_KEYS_KEK', 'FACTOR_HMAC_KEYS', 'SIGNING_KEYS_KEK'] as const;
    return `${JSON.stringify(Object.fromEntries([...names, ...rings].map((name) => [name, secrets[name]])), null, 2)}\n`;
  });
  put('grafana-password', password);
  put('valkey-password', password);
  put('mongodb-root-password', password);
  put('mongodb.keyfile', () => randomBytes(384).toString('base64'));
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  put('valkey.acl', () =>
    [
      'user default off',
      `user halobuzz on #${digest(kept('valkey-password'))} ~* &* +@all -@admin +config|get +info +client|setname +client|setinfo`,
      `user health on #${digest('health')} resetkeys +ping`,
      '',
    ].join('\n'),
  );
  const redis = (host: string, database: number): string =>
    `rediss://halobuzz:${kept('valkey-password')}@${host}:6379/${database}`; // not-a-secret
  put('redis-wallets-url', () => redis('valkey-wallets', 0));
  put('redis-rooms-urls', () => redis('valkey-rooms', 0));
  put('redis-control-url', () => redis('valkey-rooms', 1));
  put('mongodb-uri', () => {
    const authority = `root:${kept('mongodb-root-password')}@mongodb:27017`;
    return `mongodb://${authority}/?replicaSet=halobuzz&tls=true&authSource=admin`;
  });
  await makeCertificates(folder, say);
  say('put the door’s own certificate into secrets/certificate (tls.crt, tls.key): names in docs/operations/one-machine.md');
}

/** An authority of this machine's own, and one certificate for its stores. */
async function makeCertificates(folder: string, say: (line: string) => void): Promise<void> {
  const at = (name: string): string => join(folder, name);
  if (existsSync(at('mongodb.pem'))) return;
  const openssl = async (...args: string[]): Promise<void> => {
    const outcome = await runTool('openssl', args);
    if (!outcome.ok) throw new Problem(`openssl ${args[0]} failed: ${outcome.stderr.trim().slice(-500)}`);
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...curve, '-days', authorityDays, '-subj', '/CN=HaloBuzz stores', '-keyout', at('authority.key'), '-out', at('authority.pem'));
  const names = ['valkey-wallets', 'valkey-rooms', 'mongodb'].map((name) => `DNS:${name}`).join(',');
  await openssl('req', '-x509', ...curve, '-days', storeCertificateDays, '-subj', '/CN=stores', '-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=critical,CA:FALSE', '-CA', at('authority.pem'), '-CAkey', at('authority.key'), '-keyout', at('valkey.key'), '-out', at('valkey.pem'));
  writeFileSync(at('mongodb.pem'), `${readFileSync(at('valkey.pem'), 'utf8')}${readFileSync(at('valkey.key'), 'utf8')}`, { mode: 0o444 });
  say('made an authority and a certificate for the stores');
}
