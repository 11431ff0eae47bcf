import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../../testing/self-signed.ts';
import { lookAtCertificate, watchCertificates } from './certificates.ts';

const log = pino({ level: 'silent' });
let server: Server;
afterEach(() => new Promise((resolve) => void server.close(resolve)));

async function portOf(started: Server): Promise<number> {
  server = started;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const day = 86_400_000;
/** Certificates know seconds. */
const inDays = (days: number): number => Math.floor(Date.now() / 1_000) * 1_000 + days * day;

describe('a look at a certificate', () => {
  it('tells when it runs out, and that it holds by a root that is trusted', async () => {
    const notAfterMs = inDays(30);
    const pair = selfSigned(notAfterMs);
    const port = await portOf(createServer(pair));
    expect(await lookAtCertificate({ host: 'localhost', port }, pair.cert)).toEqual({ holds: true, notAfterMs });
    expect(await lookAtCertificate({ host: 'localhost', port })).toEqual({ holds: false, notAfterMs });
    expect((await lookAtCertificate({ host: '127.0.0.1', port }, pair.cert)).holds).toBe(false);
  });

  it('tells of one that has run out', async () => {
    const notAfterMs = inDays(-1);
    const pair = selfSigned(notAfterMs);
    const port = await portOf(createServer(pair));
    expect(await lookAtCertificate({ host: 'localhost', port }, pair.cert)).toEqual({ holds: false, notAfterMs });
  });

  it('fails where nobody speaks TLS', async () => {
    const port = await portOf(createTcpServer((socket) => void socket.destroy()));
    await expect(lookAtCertificate({ host: 'localhost', port })).rejects.toThrow();
  });
});

it('measures what it saw, and what it could not see', async () => {
  const notAfterMs = inDays(3);
  const port = await portOf(createServer(selfSigned(notAfterMs)));
  const registry = new Registry();
  const stop = watchCertificates(
    registry,
    [
      { host: 'localhost', port },
      { host: 'localhost', port: 1 },
    ],
    log,
  );
  await stop();
  const text = await registry.metrics();
  expect(text).toContain(
    `halobuzz_certificate_not_after_timestamp_seconds{host="localhost:${port}"} ${notAfterMs / 1_000}`,
  );
  expect(text).toContain(`halobuzz_certificate_probe_ok{host="localhost:${port}"} 0`);
  expect(text).toContain('halobuzz_certificate_probe_ok{host="localhost:1"} 0');
  expect(text).not.toContain('seconds{host="localhost:1"}');
});
