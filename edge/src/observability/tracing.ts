import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { isPause } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import {
  childContext,
  parseTraceContext,
  TRACEPARENT_HEADER,
  TRACESTATE_HEADER,
} from '@halobuzz/core/tracing/trace-context';
import { logLine } from './log-line.ts';
import { type EndedSpan, otlpJson } from './otlp-json.ts';
import type { RequestTrace } from './request-trace.ts';

export interface TracingSettings {
  /** Where OTLP/HTTP takes traces: the collector's address, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of requests that is traced. */
  readonly ratio: number;
  /** `deployment.environment.name` */
  readonly environment: string;
}

export interface EdgeTracing {
  begin(headers: Headers): RequestTrace;
}

export interface TracingDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly fetcher: typeof fetch;
}

/**
 * Traces of the Worker, one export behind each request that is traced. A client may name the trace that its request belongs to;
 * whether it is recorded is decided here, at random: ids and flags of strangers decide nothing. A request that failed by our
 * fault (5xx) is recorded whatever was decided, by itself. Exports never hold up or fail an answer.
 */
export function createTracing(settings: TracingSettings, deps: TracingDeps): EdgeTracing {
  const { clock, random } = deps;
  const sender = spanSender(settings, deps);
  return {
    begin(headers) {
      const startedAtMs = clock();
      const from = parseTraceContext(headers.get(TRACEPARENT_HEADER), headers.get(TRACESTATE_HEADER));
      const context = childContext(from, chance(random) < settings.ratio, random);
      const spans: EndedSpan[] = [];
      const add = (span: EndedSpan): void => {
        if (spans.length < limits.edgeSpansPerRequestMax) spans.push(span);
        else sender.lost(1);
      };
      return {
        context,
        call(name, attributes) {
          const own = childContext(context, context.sampled, random);
          const begunAtMs = clock();
          return {
            context: own,
            end({ failed, attributes: more }) {
              // Kept also where the request is not traced: it may turn out to fail.
              const span = { name, kind: 'client', context: own, parentSpanId: context.spanId } as const;
              const times = { startedAtMs: begunAtMs, endedAtMs: clock() };
              add({ ...span, ...times, failed, attributes: { ...attributes, ...more } });
            },
          };
        },
        end({ method, route, status, code }) {
          const failed = status >= 500 && !isPause(code);
          if (!context.sampled && !failed) return undefined;
          spans.push({
            ...{ name: `${method} ${route}`, kind: 'server', context, parentSpanId: from?.spanId },
            ...{ startedAtMs, endedAtMs: clock(), failed },
            attributes: {
              'http.request.method': method,
              'http.route': route,
              'http.response.status_code': status,
              'error.type': failed ? (code ?? String(status)) : undefined,
            },
          });
          return sender.send(spans);
        },
      };
    },
  };
}

interface SpanSender {
  /** Resolves when the export is over, well or not. */
  send(spans: readonly EndedSpan[]): Promise<void>;
  lost(count: number): void;
}

function spanSender(settings: TracingSettings, { clock, fetcher }: TracingDeps): SpanSender {
  const address = `${settings.endpoint}/v1/traces`;
  const resource = { 'service.name': 'halobuzz-edge', 'deployment.environment.name': settings.environment };
  let underWay = 0;
  let lostCount = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const lost = (count: number, detail = 'too many at once'): void => {
    lostCount += count;
    if (clock() - toldAtMs < limits.spanLossLogPeriodMs) return;
    toldAtMs = clock();
    logLine('warn', 'spans were lost', { spans: lostCount, detail });
    lostCount = 0;
  };

  return {
    lost,
    async send(spans) {
      if (underWay >= limits.edgeSpanExportsMax) return lost(spans.length);
      underWay += 1;
      try {
        const answer = await fetcher(address, {
          method: 'POST',
          headers: { ...settings.headers, 'content-type': 'application/json' },
          body: otlpJson(resource, spans),
          redirect: 'manual',
          signal: AbortSignal.timeout(limits.spanExportTimeoutMs),
        });
        // Unread answers hold connections.
        await answer.body?.cancel();
        if (!answer.ok) lost(spans.length, `the collector answered ${answer.status}`);
      } catch (error) {
        lost(spans.length, error instanceof Error ? error.name : 'unknown');
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** From 0 up to 1. */
function chance(random: RandomBytes): number {
  const bytes = random(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}
