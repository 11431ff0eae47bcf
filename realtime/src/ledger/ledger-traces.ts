import { limits } from '@halobuzz/core/limits';
import { parseTraceContext, type TraceContext } from '@halobuzz/core/tracing/trace-context';
import { walletStream } from '../observability/traced-wallet.ts';
import type { Tracing } from '../observability/tracing.ts';

/** What the ledger records of entries that are traced. */
export interface LedgerTraces {
  /** A transaction with these entries ended, well or not: one span for it, and one in the trace of each entry. */
  committed(entries: readonly Traceable[], size: number, startedAtMs: number, endedAtMs: number, outcome: string): void;
  /** These entries were shown in their rooms and counted. */
  projected(entries: readonly Traceable[], startedAtMs: number, endedAtMs: number): void;
}

/** The trace that an entry was sent in, as its stream holds it. */
export type Traceable = Buffer | undefined;

const send = { 'messaging.system': 'redis', 'messaging.destination.name': walletStream } as const;

export function ledgerTraces(tracing: Tracing): LedgerTraces {
  return {
    committed(entries, size, startedAtMs, endedAtMs, outcome) {
      const traces = tracesOf(entries);
      if (traces.length === 0) return;
      const times = { startedAtMs, endedAtMs, failed: outcome === 'committed' ? undefined : outcome };
      const batch = tracing.record({
        ...times,
        ...{ name: 'commit ledger', kind: 'client', links: traces.slice(0, limits.spanLinksMax) },
        attributes: {
          'db.system.name': 'mongodb',
          'db.operation.name': 'commitTransaction',
          'messaging.batch.message_count': size,
        },
      });
      const attributes = { ...send, 'messaging.operation.type': 'process' } as const;
      for (const parent of traces) {
        tracing.record({ ...times, name: 'commit', kind: 'consumer', attributes, parent, links: [batch] });
      }
    },
    projected(entries, startedAtMs, endedAtMs) {
      const attributes = { ...send, 'messaging.operation.type': 'process' } as const;
      for (const parent of tracesOf(entries)) {
        tracing.record({ name: 'project', kind: 'consumer', attributes, parent, startedAtMs, endedAtMs });
      }
    },
  };
}

function tracesOf(entries: readonly Traceable[]): TraceContext[] {
  const traces: TraceContext[] = [];
  for (const bytes of entries) {
    const trace = bytes === undefined ? undefined : parseTraceContext(bytes.toString('latin1'));
    if (trace?.sampled === true) traces.push(trace);
  }
  return traces;
}
