import { describe, expect, it } from 'vitest';
import { PlacementSimulation } from '../../testing/placement-simulation.ts';

const SINGAPORE = 'ap-southeast-1';
const IRELAND = 'eu-west-1';
const VIRGINIA = 'us-east-1';
const regions = [SINGAPORE, IRELAND, VIRGINIA];
/** A node that came has no viewers yet: those who come fill it, which takes about as long as a viewer stays. */
const settleMs = 60_000;

function fleet(seed: number): PlacementSimulation {
  const simulation = new PlacementSimulation({
    ...{ seed, spillAtViewers: 200, viewersPerSecond: 400, stayMs: 40_000, rooms: 1_000, roomLifeMs: 600_000 },
    lastingRooms: 10,
    hostCountries: ['NP', 'DE', 'US'],
  });
  for (let n = 0; n < 6; n += 1) simulation.addNode(SINGAPORE);
  for (let n = 0; n < 3; n += 1) for (const region of [IRELAND, VIRGINIA]) simulation.addNode(region);
  simulation.open();
  return simulation;
}

/** Lets time pass and gives the largest share of the mean that any node held, looked at every second. */
function peakWhile(simulation: PlacementSimulation, ms: number): number {
  let peak = 0;
  for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
    simulation.time.advance(1_000);
    for (const region of regions) peak = Math.max(peak, simulation.peakOfMean(region));
  }
  return peak;
}

// Seconds of work, and many of them on a machine that others fill.
describe.each([1, 4_077])('a fleet under thousands of joins (seed %i)', { timeout: 120_000 }, (seed) => {
  it('holds every node within 1.25 times the mean while nodes come, drain and die, and rooms together', () => {
    const simulation = fleet(seed);
    simulation.time.advance(settleMs);
    const peaks = { steady: peakWhile(simulation, 30_000), came: 0, drained: 0, died: 0, ended: 0 };
    simulation.addNode(SINGAPORE);
    simulation.time.advance(settleMs);
    peaks.came = peakWhile(simulation, 20_000);
    const [first, second] = simulation.serving(SINGAPORE);
    if (first === undefined || second === undefined) throw new Error('no nodes');
    simulation.drain(first);
    peaks.drained = peakWhile(simulation, 30_000);
    expect(first.viewers.size).toBe(0);
    expect(simulation.sentToDraining).toBe(0);
    simulation.kill(second, 'refusing');
    peaks.died = peakWhile(simulation, 30_000);
    // With it goes what it evened out; those who come even it out anew.
    simulation.endRoom(0);
    simulation.time.advance(settleMs);
    peaks.ended = peakWhile(simulation, 10_000);
    for (const [when, peak] of Object.entries(peaks)) expect(peak, when).toBeLessThanOrEqual(1.25);
    expect(simulation.joins).toBeGreaterThan(50_000);
    expect(simulation.refused).toBe(0);

    const rooms = [...simulation.ended, ...simulation.rooms].filter((room) => room.largest > 0);
    const scattered = rooms.filter((room) => room.scattered);
    expect(scattered.length / rooms.length).toBeLessThanOrEqual(0.01);
    // Else nothing above says anything about those that grow.
    expect(rooms.filter((room) => room.largest > 200).length).toBeGreaterThan(10);
  });

  it.each(['refusing', 'swallowing'] as const)(
    'has the viewers of a dead region elsewhere within 15 s, its machines %s',
    (how) => {
      const simulation = fleet(seed);
      simulation.time.advance(settleMs);
      const dead = simulation.serving(SINGAPORE);
      const lost = dead.reduce((sum, node) => sum + node.viewers.size, 0);
      expect(lost).toBeGreaterThan(2_000);
      for (const node of dead) simulation.kill(node, how);
      simulation.time.advance(15_000);
      expect(simulation.away.size).toBe(0);
      // Who left meanwhile came back to nobody.
      expect(simulation.awayMs.length).toBeGreaterThan(lost / 2);
      expect(Math.max(...simulation.awayMs)).toBeLessThanOrEqual(15_000);
      expect(simulation.serving(SINGAPORE)).toEqual([]);
      for (const room of simulation.rooms) {
        for (const id of room.sockets.keys()) expect(simulation.nodes.get(id)?.state).toBe('serving');
      }
    },
  );
});
