import { problemSchema } from '@halobuzz/core/api/conventions';
import { z } from 'zod';
import type { RunningCluster } from './running-cluster.ts';
import type { Staff } from './staff.ts';

/** What the API answered to one direct request: no page stands between. */
export interface DirectAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly fields: readonly string[];
  /** `data` of a success, with whatever is in it. */
  readonly data: Readonly<Record<string, unknown>>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Asks the API as somebody, past every page. `path` behind `/api/v1`. */
export async function askAs(
  cluster: Pick<RunningCluster, 'edgeUrl'>,
  staff: Pick<Staff, 'accessToken'>,
  method: Method,
  path: string,
  body?: object,
  idempotencyKey?: string,
): Promise<DirectAnswer> {
  const response = await fetch(`${cluster.edgeUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${staff.accessToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const problem = problemSchema.safeParse(answer);
  const success = z.looseObject({ data: z.record(z.string(), z.unknown()) }).safeParse(answer);
  return {
    status: response.status,
    code: problem.data?.code,
    fields: (problem.data?.errors ?? []).map(({ field }) => field),
    data: success.data?.data ?? {},
  };
}
