import { limits } from '../limits.ts';

/** Marks that European scripts put on their letters. Marks of other scripts are letters in their own right and stay. */
const europeanMarks = /[\u0300-\u036f]/gu;
/** Format characters (joiners, soft hyphens, marks of direction) and variation selectors: seen as nothing, typed by nobody. */
const invisible = /\p{Cf}|\p{Variation_Selector}/gu;
/** Letters that are one to who types them and do not fall apart by themselves. */
const sameLetters: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i' }),
  // Devanagari: chandrabindu is written as anusvara, nukta left out, vowels long or short by habit only at places we cannot know.
  ...Object.entries({ '\u0901': '\u0902', '\u093c': '' }),
]);
const digitBlocks = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0ae6, 0x0b66, 0x0be6, 0x0c66] as const;

/** A text as it is compared: one case, no marks of European letters, digits of every script as 0–9. */
function folded(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(europeanMarks, '')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(/\p{Nd}/gu, plainDigit)
    .normalize('NFKD');
  return Array.from(plain, (letter) => sameLetters.get(letter) ?? letter)
    .join('')
    .normalize('NFC');
}

function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const block = digitBlocks.find((first) => code >= first && code < first + 10);
  return block === undefined ? digit : String(code - block);
}

/** The words of a text, folded, each once. Everything but letters, their marks and digits stands between words. */
export function searchWords(text: string): readonly string[] {
  const found = folded(text).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  return [...new Set(found)];
}

/**
 * Everything by which texts are found: each word's beginnings of two characters and more, and the whole word, marked by a
 * dot that no word holds. A handle is found by its parts and as one word.
 */
export function searchKeys(texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const parts = searchWords(text);
    for (const word of parts) words.add(word);
    if (parts.length > 1 && !/\s/u.test(text)) words.add(parts.join(''));
  }
  const keys = new Set<string>();
  for (const word of [...words].slice(0, limits.searchWordsMax)) {
    const characters = [...word];
    keys.add(wholeKey(characters));
    const longest = Math.min(characters.length, limits.searchPrefixCharsMax);
    for (let length = 2; length <= longest; length += 1) keys.add(characters.slice(0, length).join(''));
  }
  return [...keys];
}

/** What a query looks for: keys as {@link searchKeys} makes them, the longest first. All of a list must be there. */
export interface SearchQuery {
  /** Every word as a whole. */
  readonly whole: readonly string[];
  /** Every word as a beginning. */
  readonly prefix: readonly string[];
}

/**
 * What somebody typed, as plain text: quotes, dollars, minus signs and other operators stand between words and mean
 * nothing. Undefined when too few letters and digits are left to look for.
 */
export function searchQuery(text: string): SearchQuery | undefined {
  const words = searchWords(text)
    .slice(0, limits.searchQueryWordsMax)
    .map((word) => [...word])
    .sort((a, b) => b.length - a.length);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  if (letters < limits.searchQueryLettersMin) return undefined;
  const beginning = (word: readonly string[]): string =>
    word.length === 1 ? wholeKey(word) : word.slice(0, limits.searchPrefixCharsMax).join('');
  return { whole: words.map(wholeKey), prefix: words.map(beginning) };
}

function wholeKey(characters: readonly string[]): string {
  return `${characters.slice(0, limits.searchWordCharsMax).join('')}.`;
}
