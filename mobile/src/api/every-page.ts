import { limits } from '@halobuzz/core/limits';
import type { ApiResult } from './failure.ts';

/** Pages of a list whose whole length is bounded by the server, such as one's own devices, as one list. */
export async function everyPage<T>(
  fetchPage: (
    cursor?: string,
  ) => Promise<ApiResult<{ readonly items: readonly T[]; readonly next?: string | undefined }>>,
): Promise<ApiResult<{ readonly items: readonly T[] }>> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < limits.clientWholeListPagesMax; page += 1) {
    const answer = await fetchPage(cursor);
    if (!answer.ok) return answer;
    items.push(...answer.data.items);
    cursor = answer.data.next;
    if (cursor === undefined) break;
  }
  return { ok: true, data: { items } };
}
