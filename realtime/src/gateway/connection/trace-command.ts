import { errorSpec } from '@halobuzz/core/errors/codes';
import type { Command } from '@halobuzz/core/protocol/up';
import { inRequestScope } from '../../observability/request-scope.ts';
import type { SpanSpec, Tracing } from '../../observability/tracing.ts';
import type { CommandOutcome } from './outcome.ts';

export interface CommandTrace {
  /** Does the command's work within its trace, if it has one. */
  run<T>(work: () => T): T;
  /** Once, with what came of it. */
  end(outcome: CommandOutcome): void;
}

/**
 * The trace of one command: it begins here, for a share of them. One that is not sampled and fails by our fault is recorded all
 * the same, by itself.
 */
export function traceCommand(tracing: Tracing, command: Command['t'], clock: () => number): CommandTrace {
  const attributes = { 'rpc.system': 'halobuzz', 'rpc.service': 'room', 'rpc.method': command } as const;
  const spec: SpanSpec = { name: `room/${command}`, kind: 'server', attributes };
  if (!tracing.sample()) {
    const startedAtMs = clock();
    return {
      run: (work) => work(),
      end(outcome) {
        const failed = failureOf(outcome);
        if (failed !== undefined) tracing.record({ ...spec, startedAtMs, endedAtMs: clock(), failed });
      },
    };
  }
  const span = tracing.begin(spec);
  return {
    run: (work) => inRequestScope({ trace: span.context }, work),
    end: (outcome) => span.end({ failed: failureOf(outcome) }),
  };
}

/** The code of what went wrong on our side; a refusal is an answer. */
function failureOf(outcome: CommandOutcome): string | undefined {
  if (outcome.kind === 'ok') return undefined;
  return errorSpec(outcome.code).status >= 500 ? outcome.code : undefined;
}
