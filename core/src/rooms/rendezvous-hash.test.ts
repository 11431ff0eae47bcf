import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { newUuidV7 } from '../ids.ts';
import { mix32, textHash } from './rendezvous-hash.ts';

const nodeCount = 10;
const nodes = Array.from({ length: nodeCount }, (_, n) => `gw-${n}`);
const scoreOf = (node: string, room: string): number => mix32(textHash(node, textHash(room, 0)));
/** Node ids of a room, best first. */
const rankingOf = (room: string): string[] => nodes.toSorted((a, b) => scoreOf(b, room) - scoreOf(a, room));

const random = seededRandom(20_261_123);
// Made within one second, as rooms are: their ids begin alike.
const rooms = Array.from({ length: 20_000 }, (_, n) => newUuidV7(1_800_000_000_000 + (n % 1_000), random.bytes));

/** Pearson's statistic against equal shares. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('the hash that ranks nodes', () => {
  it('gives every node its share of first and of second places, whatever the first was', () => {
    const firsts = new Map<string, number>();
    const seconds = new Map<string, number>();
    const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const room of rooms) {
      const [first = '', second = ''] = rankingOf(room);
      add(firsts, first);
      add(seconds, `${first} ${second}`);
    }
    // 0.1% of true randomness lies above 27.9 with 9 degrees of freedom, and above 135.9 with 89 (90 pairs).
    expect(firsts.size).toBe(nodeCount);
    expect(chiSquare([...firsts.values()])).toBeLessThan(27.9);
    expect(seconds.size).toBe(nodeCount * (nodeCount - 1));
    expect(chiSquare([...seconds.values()])).toBeLessThan(135.9);
  });

  it('hardly ever says the same of two rooms', () => {
    const scores = new Set(rooms.map((room) => scoreOf('gw-1', room)));
    // Among 20,000 draws of 32 bits 0.05 pairs meet by chance.
    expect(scores.size).toBeGreaterThanOrEqual(rooms.length - 2);
  });

  it('is the published FNV-1a', () => {
    // From the authors' own vectors: the empty text, "a", "foobar".
    expect([textHash('', 0), textHash('a', 0), textHash('foobar', 0)]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    // MurmurHash3's finaliser of 1.
    expect(mix32(1)).toBe(0x514e28b7);
  });
});
