import { isIP } from 'node:net';
import { type PeerCertificate, connect as tlsConnect } from 'node:tls';
import { limits } from '@halobuzz/core/limits';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from './catalogue/origin-metrics.ts';
import type { Logger } from './log.ts';
import { metricsIn } from './metrics-in.ts';

/** Host and port of a server that speaks TLS. */
export interface TlsAddress {
  readonly host: string;
  readonly port: number;
}

export interface CertificateSeen {
  /** Whether it holds for this host, now, by a root that this machine trusts. */
  readonly holds: boolean;
  /** When it runs out, ms; undefined for a server that showed none. */
  readonly notAfterMs: number | undefined;
}

/**
 * Shakes hands once and looks at the certificate, a bad one too. Rejects when there is no handshake in time. `root`: a PEM
 * certificate to trust in the place of this machine’s roots.
 */
export async function lookAtCertificate({ host, port }: TlsAddress, root?: string): Promise<CertificateSeen> {
  return new Promise((resolve, reject) => {
    // Whatever it is, it is to be seen; nothing is sent to it.
    const trust = root === undefined ? {} : { ca: root };
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = tlsConnect({ host, port, ...name, rejectUnauthorized: false, ...trust });
    const timer = setTimeout(() => socket.destroy(new Error('no handshake in time')), limits.certificateTimeoutMs);
    socket.once('secureConnect', () => {
      // Empty where the server has none, whatever its type says.
      const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
      const notAfterMs = certificate.valid_to === undefined ? undefined : Date.parse(certificate.valid_to);
      resolve({ holds: socket.authorized, notAfterMs });
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new Error('closed before the handshake'));
    });
  });
}

/** Looks at these addresses' certificates now and every `certificateLookMs`. @returns the release */
export function watchCertificates(
  registry: Registry,
  addresses: readonly TlsAddress[],
  log: Pick<Logger, 'warn'>,
): () => Promise<void> {
  const metrics = metricsIn(registry);
  const notAfter = metrics.gauge(specs.certificateNotAfter);
  const holds = metrics.gauge(specs.certificateProbe);
  const lookAt = async (address: TlsAddress): Promise<void> => {
    const labels = { host: `${address.host}:${address.port}` };
    try {
      const seen = await lookAtCertificate(address);
      holds.set(labels, seen.holds ? 1 : 0);
      if (seen.notAfterMs !== undefined) notAfter.set(labels, seen.notAfterMs / 1_000);
    } catch (err) {
      holds.set(labels, 0);
      log.warn({ err, at: labels.host }, 'a certificate could not be looked at');
    }
  };
  const look = (): Promise<unknown> => Promise.all(addresses.map(lookAt));
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, limits.certificateLookMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
