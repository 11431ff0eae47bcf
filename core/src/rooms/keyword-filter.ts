import { plainText } from './chat-text.ts';

/**
 * Letters of other scripts that look like Latin ones, lower case: the part of Unicode's confusables (UTS #39) that is used
 * to get words past filters. Terms are folded the same way, so words of those scripts still match themselves.
 */
const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'ьƅ',
    c: 'сϲᴄ',
    d: 'ԁɗ',
    e: 'еєεҽ',
    f: 'ғƒ',
    g: 'ɡց',
    h: 'һհ',
    i: 'іιıɪ',
    j: 'јϳ',
    k: 'кκᴋ',
    l: 'ӏⅼ',
    m: 'мᴍ',
    n: 'пηո',
    o: 'оοσօ',
    p: 'рρ',
    q: 'ԛ',
    r: 'гᴦ',
    s: 'ѕꜱ',
    t: 'тτᴛ',
    u: 'υսᴜ',
    v: 'νѵᴠ',
    w: 'ѡωԝ',
    x: 'хχ',
    y: 'уүγ',
    z: 'ᴢ',
  }).flatMap(([latin, looks]) => [...looks].map((look) => [look, latin] as const)),
);
const LEET: ReadonlyMap<string, string> = new Map([
  ...[['0', 'o'] as const, ['1', 'i'] as const, ['3', 'e'] as const, ['4', 'a'] as const],
  ...[['5', 's'] as const, ['7', 't'] as const, ['$', 's'] as const, ['@', 'a'] as const, ['!', 'i'] as const],
]);
/** Marks of Latin, Greek and Cyrillic letters. Those of other scripts, such as Devanagari vowels, make the word. */
const MARKS = /[\u0300-\u036f]/gu;
/** A sign stands for a letter only inside a word or at its end; `@` and `!` only inside. */
const SIGNS_IN_WORDS = /(?<=[\p{L}\p{N}$])\$|(?<=[\p{L}\p{N}$])[@!](?=[\p{L}\p{N}])/gu;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const LETTER = /\p{L}/u;
/** Letters alone with gaps between them, so many and more in a row, are read as one word. */
const spacedLettersMin = 3;

/**
 * A list of words and phrases, looked for as whole words, whatever their case, accents, look-alike letters, digits and
 * signs for letters, stretched or spaced letters. No part of a longer word ever matches.
 */
export class KeywordFilter {
  /** First word of a term → the words that follow, for each term that begins so. */
  readonly #terms = new Map<string, { readonly term: string; readonly rest: readonly string[] }[]>();

  constructor(terms: readonly string[]) {
    for (const term of terms) {
      const [first, ...rest] = wordsOf(term);
      if (first === undefined) continue;
      const known = this.#terms.get(first);
      if (known === undefined) this.#terms.set(first, [{ term, rest }]);
      else known.push({ term, rest });
    }
  }

  matches(text: string): boolean {
    return this.termIn(text) !== undefined;
  }

  /** A term that the text holds, as it was given; undefined when it holds none. */
  termIn(text: string): string | undefined {
    return this.#termsIn(text).next().value;
  }

  /** All terms that the text holds. */
  allIn(text: string): ReadonlySet<string> {
    return new Set(this.#termsIn(text));
  }

  *#termsIn(text: string): Generator<string, undefined> {
    if (this.#terms.size === 0) return undefined;
    const words = wordsOf(text);
    const readings = words.map(readingsOf);
    for (const [at, reading] of readings.entries()) {
      for (const first of reading) {
        for (const { term, rest } of this.#terms.get(first) ?? []) {
          if (rest.every((word, i) => readings[at + 1 + i]?.includes(word) === true)) yield term;
        }
      }
    }
    for (const one of spacedWordsOf(words).flatMap(readingsOf)) {
      for (const { term, rest } of this.#terms.get(one) ?? []) if (rest.length === 0) yield term;
    }
    return undefined;
  }
}

/** The words of a text, folded: the same for a term and for what is meant to look like it. */
export function wordsOf(text: string): string[] {
  const folded = plainText(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(/ß/gu, 'ss')
    .replace(SIGNS_IN_WORDS, (sign) => LEET.get(sign) ?? sign);
  let out = '';
  for (const char of folded) out += CONFUSABLES.get(char) ?? char;
  return out.match(WORDS) ?? [];
}

/** What a word may stand for: itself, digits read as letters, and each with stretched letters shortened to two or one. */
function readingsOf(word: string): string[] {
  const readings = new Set([word]);
  if (LETTER.test(word)) readings.add([...word].map((char) => LEET.get(char) ?? char).join(''));
  for (const reading of [...readings]) {
    readings.add(reading.replace(/(.)\1{2,}/gu, '$1$1'));
    readings.add(reading.replace(/(.)\1{2,}/gu, '$1'));
  }
  return [...readings];
}

function spacedWordsOf(words: readonly string[]): string[] {
  const found: string[] = [];
  let run = '';
  let letters = 0;
  for (const word of [...words, '']) {
    if ([...word].length === 1) {
      run += word;
      letters += 1;
      continue;
    }
    if (letters >= spacedLettersMin) found.push(run);
    run = '';
    letters = 0;
  }
  return found;
}
