import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { type BeatingNode, isSilent, regionHealths, statesOf } from './region-health.ts';

const NOW = 1_800_000_000_000;
const node = (region: string, change: Partial<BeatingNode> = {}): BeatingNode => ({
  ...{ region, sockets: 10, socketsMax: 100, draining: false, atMs: NOW - 400 },
  ...change,
});
const stateOf = (region: string, ...nodes: BeatingNode[]) => statesOf(regionHealths(nodes, NOW)).get(region);

describe('regionHealths', () => {
  it('names every region of the table, then other labels, and tells what stands there', () => {
    const healths = regionHealths(
      [node('zz'), node('us-east-1'), node('us-east-1', { sockets: 30, draining: true })],
      NOW,
    );
    expect(healths.map(({ region }) => region)).toEqual([
      'ap-southeast-1',
      'ap-south-1',
      'us-east-1',
      'eu-west-1',
      'zz',
    ]);
    expect(healths[2]).toEqual({
      region: 'us-east-1',
      state: 'up',
      nodes: 2,
      draining: 1,
      silent: 0,
      loadPercent: 10,
      lastBeatAgeMs: 400,
    });
    expect(healths[0]).toEqual({
      ...{ region: 'ap-southeast-1', state: 'down', nodes: 0, draining: 0, silent: 0, loadPercent: 100 },
    });
  });

  it('is down when every node drains, is full or has fallen silent', () => {
    const silent = { atMs: NOW - limits.nodeSilentMs - 1 };
    expect(stateOf('eu-west-1', node('eu-west-1', { draining: true }), node('eu-west-1', silent))).toBe('down');
    expect(stateOf('eu-west-1', node('eu-west-1', { sockets: 100 }))).toBe('down');
    expect(stateOf('eu-west-1', node('eu-west-1', silent), node('eu-west-1'))).toBe('up');
  });

  it('is crowded from a named load on, counted over the nodes that serve', () => {
    const filled = (sockets: number) => node('eu-west-1', { sockets });
    expect(stateOf('eu-west-1', filled(limits.regionCrowdedPercentMin))).toBe('crowded');
    expect(stateOf('eu-west-1', filled(limits.regionCrowdedPercentMin - 1))).toBe('up');
    expect(stateOf('eu-west-1', filled(99), filled(10))).toBe('up');
    expect(stateOf('eu-west-1', filled(99), node('eu-west-1', { sockets: 0, draining: true }))).toBe('crowded');
  });

  it('calls nobody silent who spoke within the bound', () => {
    expect(isSilent({ atMs: NOW - limits.nodeSilentMs }, NOW)).toBe(false);
    expect(isSilent({ atMs: NOW - limits.nodeSilentMs - 1 }, NOW)).toBe(true);
  });
});
