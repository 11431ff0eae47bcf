import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../../observability/metrics-in.ts';
import type { OriginLog } from '../../http/origin-log.ts';
import type { PrivacyRequests } from './privacy-requests.ts';

/** Measures what waits in the register, and warns once of each further request that nears its day. */
export function measurePrivacyRequests(
  requests: Pick<PrivacyRequests, 'waiting'>,
  registry: Registry,
  log: Pick<OriginLog, 'warn'>,
): () => Promise<void> {
  const metrics = metricsIn(registry);
  const oldest = metrics.gauge(specs.privacyRequestOldest);
  const due = metrics.gauge(specs.privacyRequestDue);
  let warned = 0;
  return async () => {
    const { oldestMs, dueInMs = 30 * 86_400_000, dueSoon } = await requests.waiting();
    oldest.set(oldestMs / 1_000);
    due.set(dueInMs / 1_000);
    if (dueSoon > warned) log.warn({ requests: dueSoon }, 'privacy requests are due soon and nobody has answered them');
    warned = dueSoon;
  };
}
