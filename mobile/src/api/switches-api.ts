import { pausedSchema } from '@halobuzz/core/api/switches';
import type { ApiClient } from './client.ts';

/** What is paused now. */
export function switchesApi(client: ApiClient) {
  return {
    paused: () => client.open({ method: 'GET', path: '/switches', data: pausedSchema }),
  };
}
