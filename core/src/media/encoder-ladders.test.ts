import { describe, expect, it } from 'vitest';
import { categories } from '../api/streams.ts';
import { contentOfCategory, encoderLadder, lowStream, soundOnly, viewerLadder } from './encoder-ladders.ts';
import { qualityLevels } from './quality-level.ts';

const contents = ['talk', 'music', 'motion'] as const;
const networks = ['wired', 'wifi', 'cellular', 'slow', 'unknown'] as const;
const all = contents.flatMap((content) => networks.map((network) => ({ content, network })));

describe('encoder ladders', () => {
  it.each(all)('of $content over $network go down in everything, to sound alone', ({ content, network }) => {
    const { steps, first } = encoderLadder(content, network);
    expect(steps.at(-1)).toBe(soundOnly);
    expect(steps[first]?.width).toBeGreaterThan(0);
    for (const [at, step] of steps.entries()) {
      expect(step.kbpsMin).toBeLessThan(step.kbpsMax);
      const better = steps[at - 1];
      if (better === undefined) continue;
      expect(step.width * step.height).toBeLessThan(better.width * better.height);
      expect([step.kbpsMin < better.kbpsMin, step.frameRate <= better.frameRate]).toEqual([true, true]);
      expect(qualityLevels.indexOf(step.level)).toBeGreaterThanOrEqual(qualityLevels.indexOf(better.level));
      // Neighbours meet: a line that is too narrow for the better one fills this one.
      if (step !== soundOnly) expect(step.kbpsMax).toBeGreaterThan(better.kbpsMin * 0.9);
    }
  });

  it.each(all)('of $content over $network keep to 16:9 in sizes that every encoder takes', ({ content, network }) => {
    for (const { width, height } of encoderLadder(content, network).steps.slice(0, -1)) {
      expect([width % 8, height % 4]).toEqual([0, 0]);
      expect(Math.abs(width / height - 16 / 9)).toBeLessThan(0.02);
    }
  });

  it('ask less of a phone’s network than of Wi-Fi', () => {
    for (const content of contents) {
      const most = (network: (typeof networks)[number]) => encoderLadder(content, network).steps[0]?.kbpsMax ?? 0;
      expect(most('wifi')).toBeGreaterThan(most('cellular'));
      expect(most('cellular')).toBeGreaterThan(most('slow'));
    }
  });

  it('send a second stream only beside one that dwarfs it', () => {
    for (const { content, network } of all) {
      for (const { dualStream, kbpsMin } of encoderLadder(content, network).steps) {
        expect(dualStream).toBe(kbpsMin >= 2 * lowStream.kbps);
      }
    }
    const [, low] = viewerLadder;
    expect(low?.kbpsMin).toBeLessThan(lowStream.kbps);
    expect(low?.kbpsMax).toBeGreaterThan(lowStream.kbps);
  });

  it('know every category', () => {
    for (const category of categories) expect(contents).toContain(contentOfCategory(category));
    expect(contentOfCategory('gaming')).toBe('motion');
  });
});
