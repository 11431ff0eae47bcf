// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { languageCodes as languages } from '../src/i18n/language.ts';

/** Characters that a store takes: the lower bound of both where both take a text. */
const charsMax: Readonly<Record<string, number>> = {
  name: 30,
  subtitle: 30,
  short: 80,
  promo: 170,
  keywords: 100,
  description: 4_000,
  'whats-new': 500,
};
const folder = join(import.meta.dirname, 'texts');
const text = (language: string, name: string): string =>
  readFileSync(join(folder, language, `${name}.txt`), 'utf8').trimEnd();
const count = (words: string): number => [...words].length;

it('the stores are told of the app in each language that it speaks', () => {
  expect(readdirSync(folder).sort()).toEqual([...languages].sort());
});

describe.each(languages)('in %s', (language) => {
  it.each(Object.entries(charsMax))('%s has at most %d characters, and some', (name, max) => {
    expect(count(text(language, name))).toBeLessThanOrEqual(max);
    expect(count(text(language, name))).toBeGreaterThan(max === 30 ? 10 : 20);
  });

  it('holds these texts and no other', () => {
    expect(readdirSync(join(folder, language)).sort()).toEqual(
      Object.keys(charsMax)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });

  it('has keywords that stores count once: no spaces after commas, none twice', () => {
    const words = text(language, 'keywords').split(',');
    expect(words.filter((word) => word !== word.trim() || word === '')).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  it('says from which age on, that coins cost money, and promises nothing that stores refuse', () => {
    const description = text(language, 'description');
    expect(description).toContain(String(limits.accountAgeYearsMin));
    for (const name of Object.keys(charsMax)) {
      expect(text(language, name)).not.toMatch(/\b(?:free|best|#1|iphone|android|app store|google play)\b/i);
    }
  });
});
