import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeywordFilter, wordsOf } from './keyword-filter.ts';

const filter = new KeywordFilter(['scam', 'Free Coins', 'गाली', 'сука', 'straße', 'ass']);

describe('the keyword filter', () => {
  it.each([
    'scam',
    'this is a SCAM!',
    'ｓｃａｍ',
    'sc\u200bam',
    'sc\u00adam',
    'ѕсам',
    'śçâm',
    's\u0336c\u0336a\u0336m',
    '5c4m',
    '$cam'.replace('$', 's'),
    'sca\u{1d426}',
    'scaaaam',
    'SCAAAAAAAAM',
    's c a m',
    's.c.a.m',
    's-c-a-m now',
    'scam,scam',
    'get free  coins here',
    'FREE. C0INS',
    'free\ncoins',
    'गाली',
    'यो गाली हो',
    'СУКА',
    'cyka',
    'STRASSE',
    'a$$',
    'asssss',
  ])('finds a listed word in %j', (text) => {
    expect(filter.matches(text)).toBe(true);
  });

  it.each([
    '',
    'scams',
    'scamper',
    'free',
    'coins free',
    'free the coins',
    'class',
    'assess',
    'as',
    'गालीहरू',
    'गाल',
    '5 4',
    's c',
    'i s c a',
    '@scamless',
    '🌹🌹🌹',
  ])('finds none in %j', (text) => {
    expect(filter.matches(text)).toBe(false);
  });

  it('lets everything pass while the list is empty or holds nothing but signs', () => {
    for (const terms of [[], ['', ' ', '!!!', '\u200b']]) {
      expect(new KeywordFilter(terms).matches('scam !!! \u200b')).toBe(false);
    }
  });
});

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
const word = fc.string({ unit: letter, minLength: 3, maxLength: 10 });
const looks: Readonly<Record<string, readonly string[]>> = {
  ...{ a: ['а', 'A', 'ａ', '4', 'á'], e: ['е', 'E', '3', 'ë'], o: ['о', 'ο', '0', 'O', 'ö'], i: ['і', '1', 'Í'] },
  ...{ s: ['ѕ', '5', 'S', 'ｓ'], c: ['с', 'C', 'ç'], p: ['р', 'P'], t: ['7', 'T'], x: ['х', 'X'], y: ['у', 'Y'] },
};
/** The word as somebody would write it to get it past a filter. */
const disguised = (plain: string) =>
  fc
    .tuple(...[...plain].map((char) => fc.tuple(fc.constantFrom(char, ...(looks[char] ?? [])), fc.boolean())))
    .map((marks) => marks.map(([shown, gap]) => shown + (gap ? '\u200b' : '')).join(''));

describe('for any list', () => {
  it('a listed word matches however it is disguised, between any others', () => {
    fc.assert(
      fc.property(
        word.chain((term) => fc.tuple(fc.constant(term), disguised(term))),
        fc.array(word),
        fc.array(word),
        ([term, shown], before, after) => {
          // A disguise of digits alone is a number, and numbers are let through.
          fc.pre(/[^0-9\u200b]/.test(shown));
          expect(new KeywordFilter([term]).matches([...before, shown, ...after].join(' '))).toBe(true);
        },
      ),
    );
  });

  it('a text matches only if one of its words or runs of letters is, as folded, a listed one', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(word), (terms, words) => {
        const listed = new Set(terms);
        const squeezed = (one: string) => [one, one.replace(/(.)\1{2,}/g, '$1$1'), one.replace(/(.)\1{2,}/g, '$1')];
        const expected = words.some((one) => squeezed(one).some((reading) => listed.has(reading)));
        expect(new KeywordFilter(terms).matches(words.join(' '))).toBe(expected);
      }),
    );
  });

  it('never matches inside of a longer word', () => {
    fc.assert(
      fc.property(word, word, word, (term, before, after) => {
        const longer = before + term + after;
        fc.pre(!/(.)\1\1/.test(longer));
        expect(new KeywordFilter([term]).matches(longer)).toBe(false);
      }),
    );
  });

  it('folding is stable, and takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const words = wordsOf(text);
        expect(words.flatMap((one) => wordsOf(one))).toEqual(words);
        if (words[0] !== undefined) expect(new KeywordFilter([words[0]]).matches(text)).toBe(true);
      }),
    );
  });
});
