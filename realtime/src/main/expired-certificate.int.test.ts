import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../testing/certificates.ts';
import { GatewayBench } from '../../testing/gateway-bench.ts';
import { testStoreUrl } from '../../testing/redis.ts';

const gateway = fileURLToPath(new URL('./gateway.ts', import.meta.url));
const dayMs = 86_400_000;
const now = Date.now();
const root = issueCertificate({ name: 'test root', ca: true, notBefore: now - 30 * dayMs, notAfter: now + 30 * dayMs });
let folder: string;
let caFile: string;
let bench: GatewayBench;
const servers: Server[] = [];

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-ca-'));
  caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, root.certificate.toString());
});
afterAll(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
  await bench.close();
});

/** The test's Redis behind TLS, with a certificate that ends then. */
async function redisBehindTls(notAfter: number): Promise<string> {
  const held = issueCertificate({ name: 'localhost', issuer: root, notBefore: now - 20 * dayMs, notAfter });
  const target = new URL(testStoreUrl('TEST_REDIS_ROOMS_URL'));
  const server = createServer(
    { key: held.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: held.certificate.toString() },
    (client) => {
      const store = connect(Number(target.port), target.hostname);
      for (const socket of [client, store]) socket.on('error', () => undefined);
      client.pipe(store).pipe(client);
    },
  );
  // A client that refuses the certificate leaves in mid-handshake.
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this shape.
  return `rediss://localhost:${(server.address() as AddressInfo).port}`;
}

/** Runs a gateway until its log has one of these texts, or it ends. */
async function outputOf(controlUrl: string, until: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [gateway], {
    env: {
      ...bench.environment(),
      NODE_ID: `gw-tls-${bench.unique}`,
      NODE_EXTRA_CA_CERTS: caFile,
      REDIS_CONTROL_URL: controlUrl,
      REDIS_WALLETS_URL: testStoreUrl('TEST_REDIS_WALLETS_URL'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const seen = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (until.some((text) => output.includes(text))) resolve();
      });
    }
  });
  await Promise.race([seen, exited]);
  child.kill('SIGKILL');
  await exited;
  return output;
}

describe('a gateway whose Redis speaks TLS', () => {
  it('is ready while the certificate holds', async () => {
    expect(await outputOf(await redisBehindTls(now + dayMs), ['gateway ready', 'the start failed'])).toContain(
      'gateway ready',
    );
  });

  it('names the store and the expired certificate when it does not, and takes nobody', async () => {
    const url = await redisBehindTls(now - dayMs);
    const output = await outputOf(url, ['CERT_HAS_EXPIRED', 'gateway ready']);
    expect(output).not.toContain('gateway ready');
    expect(output).toContain('certificate has expired');
    expect(output).toMatch(/control/);
  });
});
