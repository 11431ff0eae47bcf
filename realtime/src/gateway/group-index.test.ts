import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GroupIndex } from './group-index.ts';

it('holds what a map of sets would hold, in the same order', () => {
  const members = Array.from({ length: 4 }, (_, name) => ({ name }));
  const step = fc.record({
    act: fc.constantFrom('add', 'remove'),
    key: fc.constantFrom('a', 'b', ''),
    member: fc.constantFrom(...members),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const index = new GroupIndex<{ name: number }>();
      const model = new Map<string, Set<{ name: number }>>();
      for (const { act, key, member } of steps) {
        const group = model.get(key) ?? new Set();
        if (act === 'add') {
          index.add(key, member);
          model.set(key, group.add(member));
        } else {
          index.remove(key, member);
          group.delete(member);
          if (group.size === 0) model.delete(key);
        }
        expect(index.size).toBe(model.size);
        expect(index.of(key)).toEqual([...(model.get(key) ?? [])]);
      }
      const groups = [...index.groups()].map(([key, group]) => [key, [...group]] as const);
      expect(new Map(groups)).toEqual(new Map([...model].map(([key, group]) => [key, [...group]])));
    }),
  );
});

it('gives copies: a member may leave while its group is walked', () => {
  const index = new GroupIndex<object>();
  const [one, two] = [{}, {}];
  index.add('k', one);
  index.add('k', two);
  for (const member of index.of('k')) index.remove('k', member);
  expect(index.of('k')).toEqual([]);
  expect(index.size).toBe(0);
});
