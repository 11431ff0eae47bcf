import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { LivingNodes } from './living-nodes.ts';

const counts = new Map([
  ['own#1', 5],
  ['peer#1', 3],
  ['peer#0', 9],
]);

it('sums living nodes, its own count as it knows it itself', () => {
  const nodes = new LivingNodes('own#1');
  expect(nodes.sum(counts, 6)).toBe(6);
  nodes.update(new Set(['peer#1', 'own#1']));
  expect(nodes.sum(counts, 6)).toBe(9);
});

it('takes a node for dead only after it was gone for a whole life', () => {
  const nodes = new LivingNodes('own#1');
  nodes.update(new Set(['peer#1']));
  expect(nodes.dead(counts, 1_000)).toEqual([]);
  expect(nodes.dead(counts, 1_000 + limits.nodeLifeMs - 1)).toEqual([]);
  expect(nodes.dead(counts, 1_000 + limits.nodeLifeMs)).toEqual(['peer#0']);
});

it('keeps what it knows through an outage of the registry, and then looks anew', () => {
  const nodes = new LivingNodes('own#1');
  nodes.update(new Set(['peer#1']));
  nodes.dead(counts, 0);
  nodes.unknown();
  expect(nodes.sum(counts, 1)).toBe(4);
  expect(nodes.dead(counts, limits.nodeLifeMs)).toEqual([]);
  nodes.update(new Set(['peer#1', 'peer#0']));
  expect(nodes.dead(counts, limits.nodeLifeMs * 3)).toEqual([]);
});
