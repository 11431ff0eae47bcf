import { type BattleAct, battleSchema } from '@halobuzz/core/api/battles';
import type { ApiClient } from './client.ts';

/** Battles of hosts; how they go is told over the room's socket. */
export function hostApi(client: ApiClient) {
  return {
    /** The same challenge again answers the one that stands. */
    challengeBattle: (streamId: string, opponent: string, seconds: number) =>
      client.authorised({
        method: 'POST',
        path: `/streams/${streamId}/battles`,
        body: { opponent, seconds },
        data: battleSchema,
      }),
    actOnBattle: (id: string, act: BattleAct) =>
      client.authorised({ method: 'POST', path: `/battles/${id}/${act}`, body: {}, data: battleSchema }),
  };
}
