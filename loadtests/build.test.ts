import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleScenario, scenarioNames } from './build.ts';
import { defaultProfile, profileNames, sizedScenarios, sizesOf } from './profiles.ts';
import { thresholdsOf } from './thresholds.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bundle', () => {
  it('there is a smoke scenario', () => {
    expect(scenarioNames()).toContain('smoke');
  });

  it.each(scenarioNames())('%s imports nothing but k6', async (name) => {
    const text = readFileSync(await bundleScenario(name, folder), 'utf8');
    const imported = [...text.matchAll(/^import\b.*?["']([^"']+)["'];?$/gm)].map((match) => match[1]);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((from) => from !== 'k6' && from?.startsWith('k6/') !== true)).toEqual([]);
  });
});

describe('what scenarios are given', () => {
  it('every scenario has sizes, needs and thresholds in every profile', () => {
    expect(sizedScenarios).toEqual(expect.arrayContaining(scenarioNames()));
    expect(profileNames).toContain(defaultProfile);
    for (const scenario of sizedScenarios) {
      for (const profile of profileNames) {
        const sizes = sizesOf(scenario, profile);
        if (sizes === undefined) throw new Error(`${scenario} has no ${profile}`);
        expect(sizes.durationMsMax, `${scenario} ${profile}`).toBeGreaterThan(0);
        expect(Object.values(thresholdsOf(scenario, profile)).every((conditions) => conditions.length > 0)).toBe(true);
      }
    }
  });

  it('knows its own profiles and no others', () => {
    expect(sizesOf('smoke', 'tiny')).toMatchObject({ rooms: 1 });
    for (const name of ['', 'toString', 'huge']) expect(sizesOf('smoke', name)).toBeUndefined();
  });

  it('lets times decide only where a machine is given to the run', () => {
    expect(thresholdsOf('hold', 'tiny')).not.toHaveProperty('hb_event_e2e_ms');
    expect(thresholdsOf('hold', 'bar')).toHaveProperty('hb_event_e2e_ms');
    expect(thresholdsOf('hold', 'tiny')).toHaveProperty('checks');
  });

  it('every own threshold stands on a metric of lib/metrics.ts', () => {
    const own = readFileSync(join(import.meta.dirname, 'lib', 'metrics.ts'), 'utf8');
    const named = sizedScenarios.flatMap((scenario) => Object.keys(thresholdsOf(scenario, 'bar')));
    for (const name of named.filter((metric) => metric.startsWith('hb_'))) {
      expect(own.includes(`'${name}'`), name).toBe(true);
    }
  });
});
