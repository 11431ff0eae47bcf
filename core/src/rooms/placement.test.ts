import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { newUuidV7 } from '../ids.ts';
import { limits } from '../limits.ts';
import { type PlacementNode, type PlacementRequest, placeViewer } from './placement.ts';

const node = (id: string, change: Partial<PlacementNode> = {}): PlacementNode => ({
  id,
  region: 'r1',
  sockets: 0,
  socketsMax: 1000,
  draining: false,
  ...change,
});
const request = (roomId: string, change: Partial<PlacementRequest> = {}): PlacementRequest => ({
  roomId,
  regions: ['r1'],
  roomSockets: {},
  spillAtViewers: 100,
  ...change,
});
const fleet = (size: number, change: Partial<PlacementNode> = {}): PlacementNode[] =>
  Array.from({ length: size }, (_, i) => node(`gw-${i}`, change));
const rooms = (count: number, seed: number): string[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => newUuidV7(1_767_323_045_678 + i, random.bytes));
};

const anyNodes = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^gw-[0-9a-z]{1,4}$/),
    region: fc.constantFrom('r1', 'r2'),
    sockets: fc.nat(120),
    socketsMax: fc.constant(100),
    draining: fc.boolean(),
    silent: fc.boolean(),
  }),
  { selector: (entry) => entry.id, maxLength: 12 },
);

describe('placeViewer', () => {
  it('never chooses a node that drains or is full, and finds one whenever there is one', () => {
    fc.assert(
      fc.property(anyNodes, fc.uuid({ version: 7 }), (nodes, roomId) => {
        const open = nodes.filter((entry) => !entry.draining && entry.sockets < entry.socketsMax);
        const chosen = placeViewer(nodes, request(roomId));
        if (open.length === 0) expect(chosen).toBeUndefined();
        else expect(open).toContain(chosen);
      }),
    );
  });

  it('does not depend on the order in which nodes are listed', () => {
    fc.assert(
      fc.property(anyNodes, fc.uuid({ version: 7 }), fc.nat(500), (nodes, roomId, viewers) => {
        const asked = request(roomId, { roomSockets: { 'gw-a': viewers } });
        expect(placeViewer(nodes.toReversed(), asked)).toEqual(placeViewer(nodes, asked));
      }),
    );
  });

  it("stays in the room's region while that has room, and leaves it when not", () => {
    const near = node('near');
    const far = fleet(8, { region: 'r2' });
    for (const roomId of rooms(50, 1)) {
      expect(placeViewer([...far, near], request(roomId))?.id).toBe('near');
      const full = { ...near, sockets: near.socketsMax };
      expect(placeViewer([...far, full], request(roomId))?.region).toBe('r2');
    }
  });

  it('looks in the regions in the order given, and in others last', () => {
    const one = (region: string) => node(`gw-${region}`, { region });
    const [a, b, c, other] = [one('a'), one('b'), one('c'), one('x')];
    const asked = request('room', { regions: ['b', 'a', 'c'] });
    expect(placeViewer([other, a, b, c], asked)).toBe(b);
    expect(placeViewer([other, a, { ...b, draining: true }, c], asked)).toBe(a);
    expect(placeViewer([other, c], asked)).toBe(c);
    expect(placeViewer([other], asked)).toBe(other);
  });

  it('sends nobody to a silent node while any other can take them', () => {
    const nodes = fleet(3).map((entry) => ({ ...entry, silent: true }));
    const far = node('far', { region: 'r2' });
    for (const roomId of rooms(20, 8)) {
      expect(placeViewer([...nodes, far], request(roomId, { roomSockets: { 'gw-1': 50 } }))).toBe(far);
      expect(placeViewer(nodes, request(roomId))).toBeDefined();
    }
  });

  it('gives a loaded node no room that it does not hold, and nobody of a large one once it is overloaded', () => {
    const mean = 1_000;
    // The other two carry what is left of three times the mean, so that the first is above it by what is said.
    const three = (percent: number) => {
      const loaded = (mean * percent) / 100;
      const rest = (3 * mean - loaded) / 2;
      return [
        node('loaded', { sockets: loaded, socketsMax: 10_000 }),
        ...['gw-a', 'gw-b'].map((id) => node(id, { sockets: rest, socketsMax: 10_000 })),
      ];
    };
    const { nodeNewRoomPercentMax: fresh, nodeLoadPercentMax: over, nodeLoadSlackMax: slack } = limits;
    const holding = (sockets: number) => ({ roomSockets: { loaded: sockets }, spillAtViewers: 500 });
    for (const roomId of rooms(60, 9)) {
      const chosen = (percent: number, change = {}) => placeViewer(three(percent), request(roomId, change))?.id;
      // The room's own order decides as long as there is nothing against it.
      expect(chosen(100)).toBe(chosen(fresh - 1));
      expect(chosen(fresh + 1)).not.toBe('loaded');
      expect(chosen(fresh + 1, holding(slack))).toBe('loaded');
      expect(chosen(over + 1, holding(slack))).not.toBe('loaded');
      expect(chosen(over + 1, holding(slack - 1))).toBe('loaded');
      // One that uses several nodes anyway evens the load.
      expect(chosen(fresh + 1, holding(500))).not.toBe('loaded');
    }
  });

  it('takes the least loaded node when every node that has room is above the bound', () => {
    const full = ['gw-a', 'gw-b'].map((id) => node(id, { sockets: 0, socketsMax: 0 }));
    const above = [900, 800].map((sockets) => node(`gw-${sockets}`, { sockets }));
    for (const roomId of rooms(20, 10)) {
      expect(placeViewer([...full, ...above], request(roomId))?.id).toBe('gw-800');
    }
  });

  it('counts no load for what a few sockets make', () => {
    const nodes = [node('gw-a', { sockets: 40 }), node('gw-b'), node('gw-c')];
    expect(new Set(rooms(60, 11).map((roomId) => placeViewer(nodes, request(roomId))?.id)).size).toBe(3);
  });

  it('moves no small room when an unrelated node goes, and only the gone one’s rooms otherwise', () => {
    const nodes = fleet(8);
    const gone = 'gw-3';
    const left = nodes.filter((entry) => entry.id !== gone);
    let moved = 0;
    for (const roomId of rooms(500, 2)) {
      const before = placeViewer(nodes, request(roomId))?.id;
      const after = placeViewer(left, request(roomId))?.id;
      if (before === gone) moved += 1;
      else expect(after).toBe(before);
    }
    expect(moved).toBeGreaterThan(0);
  });

  it('keeps a room on one node up to the threshold, and spills to one more at each multiple of it', () => {
    const nodes = fleet(5, { socketsMax: 10_000 });
    for (const roomId of rooms(20, 3)) {
      const sockets: Record<string, number> = {};
      for (let viewer = 0; viewer < 350; viewer += 1) {
        const chosen = placeViewer(nodes, request(roomId, { roomSockets: sockets }));
        if (chosen === undefined) throw new Error('no node was chosen');
        sockets[chosen.id] = (sockets[chosen.id] ?? 0) + 1;
        expect(Object.keys(sockets).length).toBeLessThanOrEqual(Math.floor(viewer / 100) + 1);
      }
      expect(Object.keys(sockets)).toHaveLength(4);
    }
  });

  it('shares a room between two nodes, even in two regions, when it spills at one viewer', () => {
    const nodes = [node('gw-a', { region: 'r1' }), node('gw-b', { region: 'r2' })];
    for (const roomId of rooms(50, 4)) {
      const first = placeViewer(nodes, request(roomId, { spillAtViewers: 1 }))?.id ?? '';
      const second = placeViewer(nodes, request(roomId, { spillAtViewers: 1, roomSockets: { [first]: 1 } }))?.id;
      expect(new Set([first, second])).toEqual(new Set(['gw-a', 'gw-b']));
    }
  });

  it('counts viewers on nodes that are no longer offered, so that a drained room spreads at once', () => {
    const nodes = fleet(4);
    for (const roomId of rooms(20, 5)) {
      const chosen = new Set<string | undefined>();
      const sockets: Record<string, number> = { drained: 250 };
      for (let viewer = 0; viewer < 30; viewer += 1) {
        const id = placeViewer(nodes, request(roomId, { roomSockets: sockets }))?.id ?? '';
        chosen.add(id);
        sockets[id] = (sockets[id] ?? 0) + 1;
      }
      expect(chosen.size).toBe(3);
    }
  });

  it('keeps every node within 1.25 times the mean when thousands of rooms of all sizes fill a fleet', () => {
    const random = seededRandom(6);
    const nodes = new Map(fleet(8, { socketsMax: 18_000 }).map((entry) => [entry.id, entry]));
    for (const roomId of rooms(4_000, 7)) {
      // Heavy tail (Pareto, exponent 1.2): most rooms have a few viewers, a handful have thousands.
      const viewers = Math.min(5_000, Math.floor(3 / (1 - random.next()) ** (1 / 1.2)));
      const sockets: Record<string, number> = {};
      for (let viewer = 0; viewer < viewers; viewer += 1) {
        const chosen = placeViewer([...nodes.values()], request(roomId, { roomSockets: sockets, spillAtViewers: 500 }));
        if (chosen === undefined) throw new Error('the fleet is full');
        sockets[chosen.id] = (sockets[chosen.id] ?? 0) + 1;
        nodes.set(chosen.id, { ...chosen, sockets: chosen.sockets + 1 });
      }
    }
    const loads = [...nodes.values()].map((entry) => entry.sockets);
    const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
    expect(Math.max(...loads) / mean).toBeLessThan(1.25);
  });
});
