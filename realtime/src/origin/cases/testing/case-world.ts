import { casePageSchema, caseSchema, heldCaseSchema, nextCaseSchema } from '@halobuzz/core/api/cases';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import type { reportReasons } from '@halobuzz/core/api/people';
import type { Actor, Role } from '@halobuzz/core/tokens';
import { createRealOrigin, someActor, type TestStores } from '../../testing/real-origin.ts';

const page = successOf(casePageSchema);
const one = successOf(caseSchema);
const held = successOf(heldCaseSchema);
const next = successOf(nextCaseSchema);

/** People who report and decide, over a real origin. */
export async function caseWorld(stores: TestStores) {
  const origin = await createRealOrigin(stores);
  const person = async (...roles: Role[]): Promise<Actor> => {
    const actor = { ...someActor(), roles: ['viewer' as const, ...roles] };
    await origin.project(actor);
    return actor;
  };
  const report = async (from: Actor, target: object, reason: (typeof reportReasons)[number] = 'harassment') => {
    const body = { reason, note: 'a note of the reporter', target };
    return origin.call(internalPaths.reports, { method: 'POST', actor: from, body });
  };
  const post = (actor: Actor, path: string, body: object = {}) =>
    origin.call(internalPaths.cases(path), { method: 'POST', actor, body });
  const read = (actor: Actor, path = '') => origin.call(internalPaths.cases(path), { actor });
  return {
    ...{ origin, person, report, post, read },
    list: async (actor: Actor, query = '') => page.parse((await read(actor, query)).body).data,
    see: async (actor: Actor, id: string) => one.parse((await read(actor, `/${id}`)).body).data,
    take: async (actor: Actor, id: string) => held.parse((await post(actor, `/${id}/take`)).body).data.case,
    next: async (actor: Actor) => next.parse((await post(actor, '/next')).body).data.case,
    /** The case of the open reports about a person. */
    async caseAbout(actor: Actor): Promise<string> {
      const found = await stores.db
        .collection<{ _id: string }>('cases')
        .findOne({ targetId: actor.account, state: 'open' });
      if (found === null) throw new Error('nobody reported them');
      return found._id;
    },
  };
}
export type CaseWorld = Awaited<ReturnType<typeof caseWorld>>;
