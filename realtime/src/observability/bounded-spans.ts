import { limits } from '@halobuzz/core/limits';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from './log.ts';
import type { CountOf } from './metrics-in.ts';

export interface BoundedSpansDeps {
  readonly exporter: SpanExporter;
  readonly log: Logger;
  /** `exported`, `queue_full`, `export_failed`. */
  readonly spans: CountOf<'outcome'>;
}

/**
 * A queue of finished spans before an exporter: bounded, one export at a time, nobody waits for it. What does not fit and what an
 * export failed with is gone, counted, and told once a minute. OpenTelemetry's own queue keeps what it dropped to itself.
 */
export function boundedSpans({ exporter, log, spans }: BoundedSpansDeps): SpanProcessor {
  let queue: ReadableSpan[] = [];
  let sending: Promise<void> | undefined;
  let lost = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let ended = false;

  const lose = (outcome: 'queue_full' | 'export_failed', count: number, err?: Error): void => {
    spans.inc({ outcome }, count);
    lost += count;
    if (performance.now() - toldAtMs < limits.spanLossLogPeriodMs) return;
    toldAtMs = performance.now();
    log.warn({ spans: lost, outcome, ...(err === undefined ? {} : { err }) }, 'spans were lost');
    lost = 0;
  };

  const exportBatch = (batch: ReadableSpan[]): Promise<void> =>
    new Promise((resolve) => {
      const over = (err: Error | undefined): void => {
        if (err === undefined) spans.inc({ outcome: 'exported' }, batch.length);
        else lose('export_failed', batch.length, err);
        resolve();
      };
      try {
        exporter.export(batch, ({ error, code }) =>
          over(code === 0 ? undefined : (error ?? new Error('the export failed'))),
        );
      } catch (error) {
        over(error instanceof Error ? error : new Error('the export failed'));
      }
    });

  const sendAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, limits.spansPerExportMax);
      queue = queue.slice(limits.spansPerExportMax);
      await exportBatch(batch);
    }
  };
  const flush = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
    return sending;
  };

  const timer = setInterval(() => void flush(), limits.spanExportPeriodMs);
  timer.unref();
  return {
    onStart: () => undefined,
    onEnd(span) {
      if (ended || queue.length >= limits.spansQueuedMax) return lose('queue_full', 1);
      queue.push(span);
    },
    forceFlush: flush,
    async shutdown() {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      await flush();
      await exporter.shutdown();
    },
  };
}
