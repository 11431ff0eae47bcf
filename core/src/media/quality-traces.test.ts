import { describe, expect, it } from 'vitest';
import cellHandOver from '../../testing/quality-traces/cell-hand-over.json' with { type: 'json' };
import congestedWifi from '../../testing/quality-traces/congested-wifi.json' with { type: 'json' };
import hotPhone from '../../testing/quality-traces/hot-phone.json' with { type: 'json' };
import steadyFibre from '../../testing/quality-traces/steady-fibre.json' with { type: 'json' };
import tunnel from '../../testing/quality-traces/tunnel.json' with { type: 'json' };
import { encoderLadder, type NetworkClass, type QualityStep, viewerLadder } from './encoder-ladders.ts';
import { advanceQuality, initialQuality } from './quality-machine.ts';
import { gradeOf } from './quality-sample.ts';

interface Trace {
  readonly network: string;
  readonly everyMs: number;
  readonly samples: readonly {
    readonly grade: number;
    readonly rttMs: number;
    readonly lossPercent: number;
    readonly bandwidthKbps: number;
    readonly overloaded?: boolean | undefined;
  }[];
}

/** Replays a trace: every change with its time in seconds, and the step at each moment. */
function replay(trace: Trace, ladder: readonly QualityStep[], first: number) {
  let state = initialQuality(first);
  const changes: { readonly seconds: number; readonly from: number; readonly to: number; readonly reason: string }[] =
    [];
  const steps: number[] = [];
  for (const [at, sample] of trace.samples.entries()) {
    const atMs = at * trace.everyMs;
    const result = advanceQuality(ladder, state, { ...sample, grade: gradeOf(sample.grade), atMs });
    state = result.state;
    steps.push(state.step);
    if (result.change !== undefined) changes.push({ seconds: atMs / 1_000, ...result.change });
  }
  const stepAt = (seconds: number): number => steps[Math.floor((seconds * 1_000) / trace.everyMs)] ?? -1;
  return { changes, stepAt, worst: Math.max(...steps), end: state.step };
}

function asHost(trace: Trace) {
  // The traces name classes of the ladder.
  const { steps, first } = encoderLadder('talk', trace.network as NetworkClass);
  return { ...replay(trace, steps, first), first, sound: steps.length - 1 };
}
/** A viewer's line has no estimate of what it could carry. */
function asViewer(trace: Trace) {
  const samples = trace.samples.map((sample) => ({ ...sample, bandwidthKbps: undefined }));
  let state = initialQuality(0);
  const changes: { readonly seconds: number; readonly to: string | undefined }[] = [];
  for (const [at, sample] of samples.entries()) {
    const atMs = at * trace.everyMs;
    const result = advanceQuality(viewerLadder, state, { ...sample, grade: gradeOf(sample.grade), atMs });
    state = result.state;
    if (result.change !== undefined) {
      changes.push({ seconds: atMs / 1_000, to: viewerLadder[result.change.to]?.stream });
    }
  }
  return changes;
}

describe('traces of networks, replayed', () => {
  it('steady fibre: the best, from the first second to the last', () => {
    expect(asHost(steadyFibre)).toMatchObject({ changes: [], end: 0 });
    expect(asViewer(steadyFibre)).toEqual([]);
  });

  it('a change of cells: down within seconds, no picture lost, and back where it was within a minute', () => {
    const { changes, stepAt, first, worst, sound } = asHost(cellHandOver);
    // It had risen before, and what was bad from second 40 on is answered by second 46.
    expect(stepAt(38)).toBeLessThan(first);
    expect(stepAt(46)).toBeGreaterThan(stepAt(38));
    expect(worst).toBeLessThan(sound);
    expect(stepAt(118)).toBeLessThanOrEqual(first);
    expect(changes.length).toBeLessThanOrEqual(10);
  });

  it('congested Wi-Fi: it stops trying soon, instead of up and down with every burst', () => {
    const { changes, worst, sound } = asHost(congestedWifi);
    expect(worst).toBeLessThan(sound);
    const [early, late] = [
      changes.filter(({ seconds }) => seconds < 150),
      changes.filter(({ seconds }) => seconds >= 150),
    ];
    expect(early.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThanOrEqual(early.length);
    // Bursts come about every 25 s: one who followed each would change four dozen times.
    expect(changes.length).toBeLessThanOrEqual(16);
  });

  it('a tunnel: sound alone while it lasts, a picture soon after, and the former one in the end', () => {
    const { changes, stepAt, first, sound } = asHost(tunnel);
    expect(stepAt(52)).toBe(sound);
    expect(stepAt(76)).toBeLessThan(sound);
    expect(stepAt(148)).toBeLessThanOrEqual(first);
    expect(changes.find(({ to }) => to === sound)?.seconds).toBeLessThan(50);
    expect(asViewer(tunnel).map(({ to }) => to)).toEqual(['low', 'none', 'low', 'high']);
  });

  it('a hot phone: less to encode while it is slow, although the line is good', () => {
    const { changes, end } = asHost(hotPhone);
    expect(changes.filter(({ reason }) => reason === 'overload').length).toBeGreaterThanOrEqual(1);
    expect(changes.some(({ reason }) => reason === 'network' || reason === 'bandwidth')).toBe(false);
    expect(end).toBeLessThanOrEqual(1);
  });
});
