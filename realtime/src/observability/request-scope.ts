import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from '@halobuzz/core/tracing/trace-context';

/** What belongs to the request or command that is being answered, wherever its work has got to. */
export interface RequestScope {
  readonly requestId?: string;
  /** Absent: nobody collects traces. Not sampled: ids for the log alone. */
  readonly trace?: TraceContext;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Does `work` as part of a request. */
export function inRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

export function requestScope(): RequestScope | undefined {
  return scopes.getStore();
}
