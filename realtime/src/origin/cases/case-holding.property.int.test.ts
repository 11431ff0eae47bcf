import type { Actor } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { caseDocuments } from '../mongo/mongo-cases.ts';
import { openStores, type TestStores } from '../testing/real-origin.ts';
import { type CaseWorld, caseWorld } from './testing/case-world.ts';

let stores: TestStores;
let world: CaseWorld;
let team: readonly Actor[];
beforeAll(async () => {
  stores = await openStores(38);
  world = await caseWorld(stores);
  team = await Promise.all(Array.from({ length: 3 }, () => world.person('moderator')));
});
afterAll(() => stores.close());

const casesCount = 3;
const step = fc.record({
  who: fc.nat(2),
  one: fc.nat(casesCount - 1),
  act: fc.constantFrom('next', 'take', 'release', 'handOver', 'decide'),
});
const rounds = fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 });

/**
 * Whatever a team does at once: whoever is told that a case is theirs has it, nobody has what another was given, none goes
 * away, and one that is decided has one decision and one audit record.
 */
it('no history of a team at work holds a case twice, or loses one', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (history) => {
      const cases = caseDocuments(stores.db);
      await cases.deleteMany({});
      await stores.db.collection('reports').deleteMany({});
      const ids: string[] = [];
      for (let count = 0; count < casesCount; count += 1) {
        const person = await world.person();
        await world.report(await world.person(), { kind: 'user', id: person.account });
        ids.push(await world.caseAbout(person));
      }
      const { deps } = world.origin;
      for (const together of history) {
        const before = new Map((await cases.find().toArray()).map(({ _id, assignee }) => [_id, assignee]));
        const told = await Promise.all(
          together.map(async ({ who, one, act }) => {
            const by = team[who]?.account ?? '';
            const id = ids[one] ?? '';
            if (act === 'next') return { by, got: await deps.cases.takeNext(by) };
            if (act === 'take') return { by, got: await deps.cases.take(id, by) };
            if (act === 'release') return { by, got: await deps.cases.release(id, by), gave: true };
            const to = team[(who + 1) % team.length]?.account ?? '';
            if (act === 'handOver')
              return { by: to, got: await deps.cases.handOver(id, { by, to, reason: 'a round' }) };
            const decision = { outcome: 'no_violation', note: 'a round', version: 1, full: false } as const;
            const decided = await deps.caseDecisions.decide({ ...decision, id, by });
            return { by, got: typeof decided === 'string' ? decided : decided.decided };
          }),
        );
        for (const { by, got, gave } of told) {
          if (typeof got !== 'object' || gave === true) continue;
          if (got.state === 'decided') expect(got.decision?.by).toBe(by);
          else expect(got.assignee).toBe(by);
        }
        const taken = told.flatMap(({ got, gave }) =>
          typeof got === 'object' && gave !== true && got.state === 'open' ? [got] : [],
        );
        const moved = together.some(({ act }) => act === 'release' || act === 'handOver');
        for (const id of ids) {
          // Where nobody gives back or hands over, a free case is given to one alone, and a held one to its holder.
          const holders = new Set(taken.filter(({ _id }) => _id === id).map(({ assignee }) => assignee));
          if (!moved) expect(holders.size).toBeLessThanOrEqual(1);
          const held = before.get(id) ?? '';
          if (!moved && held !== '' && holders.size > 0) expect([...holders]).toEqual([held]);
        }
        expect(await cases.countDocuments()).toBe(casesCount);
      }
      for (const id of ids) {
        const one = await cases.findOne({ _id: id });
        const records = await stores.db.collection('audit_log').countDocuments({ subject: id, action: 'case.decided' });
        expect(records).toBe(one?.state === 'decided' ? 1 : 0);
        if (one?.state === 'decided') expect(one.assignee).toBe('');
      }
    }),
    { numRuns: 12 },
  );
});
