// @vitest-environment node
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Catalogue } from './catalogue.ts';
import { english } from './english.ts';
import { languageCodes, languages } from './language.ts';
import { loadCatalogue } from './load-catalogue.ts';

type Text = string | ((...args: never[]) => string);

const others = await Promise.all(
  languageCodes.filter((code) => code !== 'en').map(async (code) => [code, await loadCatalogue(code)] as const),
);

/** The texts of a catalogue by their path, such as `room.send`. */
function textsOf(value: unknown, path = ''): Map<string, Text> {
  // A function of a catalogue gives text, as the catalogue's type says.
  if (typeof value === 'string' || typeof value === 'function') return new Map([[path, value as Text]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...textsOf(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

/** What texts are given here, to be found in them again: `‹0›`, `‹1›` as texts, 70, 71 as numbers. */
function argumentsOf(text: Text, asNumbers: boolean): readonly unknown[] {
  if (typeof text === 'string') return [];
  return Array.from({ length: text.length }, (_, at) => (asNumbers ? 70 + at : `‹${at}›`));
}

function said(text: Text, args: readonly unknown[]): string {
  // Both kinds of arguments are tried, whichever the text takes.
  return typeof text === 'string' ? text : (text as (...given: readonly unknown[]) => string)(...args);
}

const hasLatin = (text: string): boolean => /[A-Za-z]{2}/.test(text);
const marks = (text: string): string[] => [...new Set(text.match(/‹\d›|7\d/g))].sort();

/** Said alike in every language: names, codes and signs. */
const alike = [
  /^shell\.app\.name$/,
  /^fields\.(?:known|units|types|formats)\./,
  /^format\.(?:kilobytes|megabytes|time)$/,
  /^privacy\.consents\.proofOf$/,
  /^purchase\.ways\.(?:apple|google)$/,
];

it.each(others)('%s has every month, and units from the largest down', (_code, words: Catalogue) => {
  expect(new Set(words.format.months).size).toBe(12);
  const sizes = words.format.countUnits.map(({ from }) => from);
  expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
  expect(sizes.at(-1)).toBe(1_000);
});

it.each(others)('%s says everything that a text is given', (_code, words: Catalogue) => {
  const theirs = textsOf(words);
  for (const [path, text] of textsOf(english)) {
    const other = theirs.get(path);
    if (typeof text !== 'function' || typeof other !== 'function') continue;
    for (const asNumbers of [true, false]) {
      // By English's arguments: another language may take fewer, and may use one that English does not need.
      const args = argumentsOf(text, asNumbers);
      expect(marks(said(other, args)), path).toEqual(expect.arrayContaining(marks(said(text, args))));
    }
  }
});

it.each(others)('%s leaves no text in English', (_code, words: Catalogue) => {
  const theirs = textsOf(words);
  const left = [...textsOf(english)].filter(([path, text]) => {
    const other = theirs.get(path);
    if (other === undefined || alike.some((one) => one.test(path))) return false;
    const args = argumentsOf(text, false);
    return said(text, args) === said(other, args) && hasLatin(said(text, args));
  });
  expect(left.map(([path]) => path)).toEqual([]);
});

it.each(others)('%s is written in its own script', (_code, words: Catalogue) => {
  const odd = [...textsOf(words)].filter(([path, text]) => {
    const whole = said(text, argumentsOf(text, false));
    return !alike.some((one) => one.test(path)) && hasLatin(whole) && !/\p{Script=Devanagari}/u.test(whole);
  });
  expect(odd.map(([path]) => path)).toEqual([]);
});

it('has a file of every area in every language', () => {
  const areas = (code: string): string[] => readdirSync(new URL(`./${code}/`, import.meta.url)).sort();
  for (const [code] of others) expect(areas(code)).toEqual(areas('en'));
});

it('names every language in its own script', () => {
  expect(Object.values(languages).map(({ name }) => name)).toEqual(['English', 'नेपाली', 'हिन्दी']);
});
