import { describe, expect, it } from 'vitest';
import { sharesOf, viewersOf } from './shares.ts';

describe('shares', () => {
  it.each([
    { rooms: 1, viewers: 1, socketsPerVu: 1 },
    { rooms: 3, viewers: 10, socketsPerVu: 2 },
    { rooms: 50, viewers: 10_000, socketsPerVu: 100 },
    { rooms: 50, viewers: 500, socketsPerVu: 25 },
    { rooms: 7, viewers: 100, socketsPerVu: 9 },
  ])('seat everybody once: $viewers in $rooms rooms', (sizes) => {
    const shares = sharesOf(sizes);
    let next = 0;
    for (const share of shares) {
      expect(share.from).toBe(next);
      expect(share.count).toBeGreaterThan(0);
      expect(share.count).toBeLessThanOrEqual(sizes.socketsPerVu);
      next += share.count;
    }
    expect(next).toBe(sizes.viewers);
    for (let room = 0; room < sizes.rooms; room += 1) {
      const here = shares.filter((share) => share.room === room).reduce((sum, { count }) => sum + count, 0);
      expect(here).toBe(viewersOf(room, sizes));
    }
  });

  it('refuse sizes that seat nobody', () => {
    expect(() => sharesOf({ rooms: 0, viewers: 1, socketsPerVu: 1 })).toThrow('rooms');
    expect(() => sharesOf({ rooms: 1, viewers: 1, socketsPerVu: 0.5 })).toThrow('socketsPerVu');
  });
});
