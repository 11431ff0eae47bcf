import { battleActs, battleParamSchema, challengeRequestSchema } from '@halobuzz/core/api/battles';
import { roomParamSchema } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { battleIdSchema } from '@halobuzz/core/protocol/messages/battle';
import type { Actor } from '@halobuzz/core/tokens';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams } from '../http/validate.ts';
import { type MaySeeDeps, maySee } from '../streams/may-see.ts';
import { provisionalScores } from './advance-battle.ts';
import { battleView, type StoredBattle } from './battle.ts';
import { actOnBattle, type ChallengeDeps, challengeHost, isPublic } from './challenge-host.ts';

const actParamSchema = z.strictObject({ id: battleIdSchema, act: z.enum(battleActs) });
const publicStatuses: readonly StoredBattle['status'][] = ['running', 'settling', 'final'];

/** `/streams/:id/battles`, `/streams/:id/battle` and `/battles`. */
export function battleRoutes(deps: ChallengeDeps & MaySeeDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  const seesRoom = async (id: string, actor: Actor): Promise<boolean> => {
    const livestream = await deps.livestreams.get(id);
    return livestream !== undefined && (await maySee(deps, livestream, actor));
  };
  const shown = async (battle: StoredBattle) => {
    const runs = battle.status === 'running' || battle.status === 'settling';
    return { battle: battleView(battle, runs ? await provisionalScores(deps, battle) : [0n, 0n]) };
  };

  routes.post('/streams/:id/battles', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const battle = await challengeHost(deps, actor, id, parseBody(c, challengeRequestSchema));
    return c.json({ success: true, data: await shown(battle) }, 201);
  });

  routes.get('/streams/:id/battle', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const waiting = await deps.battles.keeping(id);
    const concerned = isOfSide(waiting, actor);
    const battle = concerned ? waiting : await deps.battles.newestOf(id, publicStatuses);
    if (battle === undefined || !(concerned || isOfSide(battle, actor) || (await seesRoom(id, actor))))
      throw new AppError('battle_not_found');
    return c.json({ success: true, data: await shown(battle) });
  });

  routes.get('/battles/:id', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, battleParamSchema);
    const battle = await deps.battles.get(id);
    if (battle === undefined) throw new AppError('battle_not_found');
    if (!isOfSide(battle, actor)) {
      // Both rooms are told of it, so whoever may see one of them may see the battle.
      const sees = isPublic(battle) && (await Promise.all(battle.sides.map(({ roomId }) => seesRoom(roomId, actor))));
      if (sees === false || !sees.includes(true)) throw new AppError('battle_not_found');
    }
    return c.json({ success: true, data: await shown(battle) });
  });

  routes.post('/battles/:id/:act', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id, act } = parseParams(c, actParamSchema);
    parseNoBody(c);
    return c.json({ success: true, data: await shown(await actOnBattle(deps, actor, id, act)) });
  });

  return routes;
}

/** Whether somebody is the host of one of its rooms. */
function isOfSide(battle: StoredBattle | undefined, { account }: Pick<Actor, 'account'>): boolean {
  return battle?.sides.some(({ hostId }) => hostId === account) === true;
}
