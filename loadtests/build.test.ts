import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleScenario, scenarioNames } from './build.ts';
import { defaultProfile, profileNames, profileOf } from './profiles.ts';
import { smokeThresholds } from './thresholds.ts';

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

describe('profiles', () => {
  it('knows its own names and no others', () => {
    expect(profileNames).toContain(defaultProfile);
    for (const name of profileNames) expect(profileOf(name)?.rooms).toBeGreaterThan(0);
    expect(profileOf('toString')).toBeUndefined();
    expect(profileOf('')).toBeUndefined();
  });

  it('every threshold stands on a metric that a lib module or k6 itself provides', () => {
    const own = readFileSync(join(import.meta.dirname, 'lib', 'metrics.ts'), 'utf8');
    for (const name of Object.keys(smokeThresholds)) {
      expect(name === 'checks' || own.includes(`'${name}'`), name).toBe(true);
    }
  });
});
