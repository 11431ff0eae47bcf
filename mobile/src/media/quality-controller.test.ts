import type { QualityReport } from '@halobuzz/core/client/room-client';
import { limits } from '@halobuzz/core/limits';
import { type EncoderStep, encoderLadder } from '@halobuzz/core/media/encoder-ladders';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { describe, expect, it } from 'vitest';
import { controlQuality, type Steered } from './quality-controller.ts';
import type { RtcReading } from './rtc.ts';

const good: RtcReading = { uplink: 1, downlink: 1, rttMs: 30, sendLossPercent: 0, sendKbps: 9_000 };
const bad: RtcReading = { ...good, uplink: 4, downlink: 4 };
const severe: RtcReading = { uplink: 5, downlink: 5, sendLossPercent: 30, receiveLossPercent: 30 };
const host: Steered = { kind: 'publisher', content: 'talk', network: 'wired' };
const { steps } = encoderLadder('talk', 'wired');

interface Engine {
  readonly encoded: EncoderStep[];
  readonly received: string[];
  fails: boolean;
  readonly waits: (() => void)[];
}

/** A controller over an engine that does what a script says. */
function steer(steered: Steered) {
  const engine: Engine = { encoded: [], received: [], fails: false, waits: [] };
  const said: QualityReport[] = [];
  const levels: QualityLevel[] = [];
  let listener: ((reading: RtcReading) => void) | undefined;
  let nowMs = 0;
  let holds = false;
  const answer = async (): Promise<void> => {
    if (holds) await new Promise<void>((resolve) => engine.waits.push(resolve));
    if (engine.fails) throw new Error('the camera is busy');
  };
  const controller = controlQuality(
    {
      rtc: {
        async encode(step) {
          engine.encoded.push(step);
          await answer();
        },
        async receive(stream) {
          engine.received.push(stream);
          await answer();
        },
        onReading(given) {
          listener = given;
          return () => {
            listener = undefined;
          };
        },
      },
      now: () => nowMs,
      report: async (report) => {
        said.push(report);
        throw new Error('nobody hears this');
      },
      onLevel: (level) => levels.push(level),
    },
    steered,
  );
  return {
    ...{ engine, said, levels, controller },
    hold: (on: boolean) => {
      holds = on;
    },
    /** A reading every two seconds; the engine gets its turn after each. */
    async read(reading: RtcReading, times = 1) {
      for (let n = 0; n < times; n += 1) {
        nowMs += 2_000;
        listener?.(reading);
        await new Promise<void>((resolve) => setTimeout(resolve, 0));
      }
    },
  };
}

describe('a host’s controller', () => {
  it('begins with the first step, goes down with the line and up again with it', async () => {
    const { engine, levels, read } = steer(host);
    expect(engine.encoded).toEqual([steps[0]]);
    await read(bad, 8);
    expect(engine.encoded).toEqual(steps.slice(0, engine.encoded.length));
    expect(engine.encoded.length).toBeGreaterThanOrEqual(3);
    const lowest = engine.encoded.length;
    await read(good, 60);
    expect(engine.encoded.at(-1)).toEqual(steps[0]);
    expect(engine.encoded.length).toBe(2 * lowest - 1);
    expect(levels[0]).toBe('high');
    expect(levels.at(-1)).toBe('high');
  });

  it('gives the picture up at last, and takes it back', async () => {
    const { engine, levels, read } = steer(host);
    await read(severe, 20);
    expect(engine.encoded.at(-1)?.level).toBe('audio');
    expect(levels.at(-1)).toBe('audio');
    await read(good, 6);
    expect(engine.encoded.at(-1)?.width).toBeGreaterThan(0);
  });

  it('tells an engine that is busy only the newest wish', async () => {
    const { engine, read, hold } = steer(host);
    await read(good);
    hold(true);
    await read(bad, 3);
    expect(engine.encoded).toHaveLength(2);
    await read(bad, 6);
    expect(engine.encoded).toHaveLength(2);
    hold(false);
    for (const go of engine.waits.splice(0)) go();
    await read(bad);
    const [, second, third] = engine.encoded;
    expect([second, third?.level]).toEqual([steps[1], 'low']);
  });

  it('asks an engine again that could not', async () => {
    const { engine, read } = steer(host);
    await read(good);
    engine.fails = true;
    await read(bad, 3);
    const tried = engine.encoded.length;
    engine.fails = false;
    await read(good);
    expect(engine.encoded.length).toBe(tried + 1);
    expect(engine.encoded.at(-1)).toEqual(steps[1]);
    await read(good, 2);
    expect(engine.encoded.length).toBe(tried + 1);
  });

  it('reports what changed and now and then what did not, as often as the server takes it', async () => {
    const { said, read } = steer(host);
    const seconds = 120;
    await read({ ...good, rttMs: 30.4, sendLossPercent: 0.2 }, seconds / 2);
    expect(said.length).toBeGreaterThan(1);
    expect(said.length).toBeLessThanOrEqual((seconds * 1_000) / limits.qualityReportRepeatMs + 1);
    expect(said[0]).toEqual({ level: 'high', rttMs: 30, lossPercent: 0 });
    const before = said.length;
    await read(severe, 10);
    expect(said.slice(before).map(({ level }) => level)).toContain('low');
    expect(said.length - before).toBeLessThanOrEqual(20_000 / limits.qualityReportPeriodMs + 1);
  });

  it('does nothing more once it was stopped', async () => {
    const { engine, said, controller, read } = steer(host);
    await read(good);
    const before = [engine.encoded.length, said.length];
    controller.stop();
    await read(severe, 20);
    expect([engine.encoded.length, said.length]).toEqual(before);
  });
});

describe('a viewer’s controller', () => {
  it('takes the small stream, then sound alone, and comes back', async () => {
    const { engine, read } = steer({ kind: 'viewer' });
    await read(severe, 8);
    await read(good, 40);
    expect(engine.received).toEqual(['high', 'low', 'none', 'low', 'high']);
    expect(engine.encoded).toEqual([]);
  });

  it('looks at the downlink alone', async () => {
    const { engine, read } = steer({ kind: 'viewer' });
    await read({ ...good, uplink: 6, sendLossPercent: 100, sendKbps: 1, encoderOverloaded: true }, 20);
    expect(engine.received).toEqual(['high']);
    await read({ ...good, decoderOverloaded: true }, 4);
    expect(engine.received).toEqual(['high', 'low']);
  });
});
