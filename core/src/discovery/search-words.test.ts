import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { searchKeys, searchQuery, searchWords } from './search-words.ts';

/** Whether a query finds texts, as a database does: by keys and nothing else. */
function finds(query: string, ...texts: string[]): boolean {
  const keys = new Set(searchKeys(texts));
  return searchQuery(query)?.prefix.every((key) => keys.has(key)) ?? false;
}

describe('words', () => {
  it.each([
    ['Évening SONGS, live!', ['evening', 'songs', 'live']],
    ['Straße  Łódź Ærø', ['strasse', 'lodz', 'aero']],
    ['साँझका गीतहरू', ['सांझका', 'गीतहरू']],
    ['क़लम कलम', ['कलम']],
    ['२०८० साल', ['2080', 'साल']],
    ['ﬁne ｆｕｌｌ', ['fine', 'full']],
    ['Tiếng Việt', ['tieng', 'viet']],
    ['日本語の歌', ['日本語の歌']],
    ['co\u00adop zero\u200bwidth', ['coop', 'zerowidth']],
    ['"$where" -minus {a:1} .*', ['where', 'minus', 'a', '1']],
    ['🎶 ✨', []],
  ])('of %j', (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });

  it('are the same for what looks the same, composed or not, in any case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(searchWords(text.normalize('NFD'))).toEqual(searchWords(text.normalize('NFC')));
        const once = searchWords(text);
        expect(searchWords(once.join(' '))).toEqual(once);
      }),
    );
  });
});

describe('a query', () => {
  it('finds what begins with its words, in any order', () => {
    expect(finds('song eve', 'Evening songs from Pokhara')).toBe(true);
    expect(finds('pokharä', 'Evening songs from Pokhara')).toBe(true);
    expect(finds('गीत', 'साँझका गीतहरू')).toBe(true);
    expect(finds('गीता', 'साँझका गीतहरू')).toBe(false);
    expect(finds('vening', 'Evening songs')).toBe(false);
    expect(finds('song drums', 'Evening songs')).toBe(false);
  });

  it('finds a handle by its parts and as one word', () => {
    for (const query of ['sita', 'rai', 'sitarai', 'sita_rai', 'SITA.RAI']) expect(finds(query, 'Sita_Rai')).toBe(true);
  });

  it('takes operators for what stands between words', () => {
    for (const text of [
      '"evening songs"',
      '-evening songs',
      '$evening songs',
      'evening* songs?',
      '{"evening":"songs"}',
    ]) {
      expect(searchQuery(text)).toEqual(searchQuery('evening songs'));
    }
  });

  it('needs two letters or digits', () => {
    for (const text of ['', 'a', '$$', '"-"', '🎶🎶', ' é ', '.*']) expect(searchQuery(text)).toBeUndefined();
    for (const text of ['ab', 'a b', '7 7a', 'गी']) expect(searchQuery(text)).toBeDefined();
  });

  it('made of keys that any text can have finds that text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: limits.searchQueryWordsMax }), (title, many) => {
        const words = searchWords(title).slice(0, Math.min(many, limits.searchWordsMax));
        const query = searchQuery(words.join(' '));
        if (query === undefined) return;
        const keys = new Set(searchKeys([words.join(' ')]));
        for (const key of [...query.whole, ...query.prefix]) expect(keys).toContain(key);
      }),
    );
  });

  it('is bounded, and so is what it looks in', () => {
    const long = Array.from({ length: 500 }, (_, i) => `word${i}${'x'.repeat(50)}`).join(' ');
    const query = searchQuery(long);
    expect(query?.prefix).toHaveLength(limits.searchQueryWordsMax);
    for (const key of query?.prefix ?? []) expect([...key].length).toBeLessThanOrEqual(limits.searchPrefixCharsMax);
    expect(searchKeys([long]).length).toBeLessThanOrEqual(limits.searchWordsMax * limits.searchPrefixCharsMax);
  });

  it('holds nothing that a database reads as more than text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (text) => {
        const query = searchQuery(text);
        for (const key of [...(query?.whole ?? []), ...(query?.prefix ?? [])])
          expect(key).toMatch(/^[\p{L}\p{M}\p{N}]+\.?$/u);
      }),
    );
  });
});
