import { Gauge, type Registry } from 'prom-client';
import type { OriginLog } from '../../http/origin-log.ts';
import type { PrivacyRequests } from './privacy-requests.ts';

/** Measures what waits in the register, and warns once of each further request that nears its day. */
export function measurePrivacyRequests(
  requests: Pick<PrivacyRequests, 'waiting'>,
  registry: Registry,
  log: Pick<OriginLog, 'warn'>,
): () => Promise<void> {
  const oldest = new Gauge({
    name: 'origin_privacy_request_oldest_seconds',
    help: 'Age of the oldest privacy request that waits; 0 for none.',
    registers: [registry],
  });
  const due = new Gauge({
    name: 'origin_privacy_request_due_seconds',
    help: 'Time until the first privacy request is due, negative once it is late; a month where none waits.',
    registers: [registry],
  });
  let warned = 0;
  return async () => {
    const { oldestMs, dueInMs = 30 * 86_400_000, dueSoon } = await requests.waiting();
    oldest.set(oldestMs / 1_000);
    due.set(dueInMs / 1_000);
    if (dueSoon > warned) log.warn({ requests: dueSoon }, 'privacy requests are due soon and nobody has answered them');
    warned = dueSoon;
  };
}
