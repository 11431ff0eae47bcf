import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestTrace } from './request-trace.ts';

/** What belongs to the request that is being answered, wherever its work has got to. */
export interface RequestScope {
  readonly requestId: string;
  readonly trace: RequestTrace | undefined;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Does `work` as part of a request. Calls to Durable Objects leave the scope: they run elsewhere. */
export function inRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** Undefined outside of requests: by the clock, in Durable Objects. */
export function requestScope(): RequestScope | undefined {
  return scopes.getStore();
}
