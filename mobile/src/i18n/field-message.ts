import { englishFieldTexts } from '@halobuzz/core/errors/field-messages';
import type { Catalogue } from './catalogue.ts';

type FieldWords = Catalogue['fields'];

/**
 * What a server says of a field, in the language in use. Servers speak English: what core's own texts say is found again
 * and said in this language; anything else, such as words of a newer server, stays as it is.
 */
export function fieldMessageIn(words: FieldWords, message: string): string {
  const known: Readonly<Record<string, string>> = words.known;
  return (
    known[message] ??
    fixedText(words, message) ??
    named(words, message) ??
    listed(words, message) ??
    sized(words, message) ??
    message
  );
}

function fixedText(words: FieldWords, message: string): string | undefined {
  const key = fixed.find((one) => english[one] === message);
  return key === undefined ? undefined : words[key];
}

/** `must be an e-mail address`. */
function named(words: FieldWords, message: string): string | undefined {
  for (const kind of ['formats', 'types'] as const) {
    const ours: Readonly<Record<string, string>> = words[kind];
    const found = Object.entries(english[kind]).find(([, what]) => english.mustBe(what) === message);
    const what = found === undefined ? undefined : ours[found[0]];
    if (what !== undefined) return words.mustBe(what);
  }
  return undefined;
}

/** `must be one of a, b`. */
function listed(words: FieldWords, message: string): string | undefined {
  const start = english.oneOf('');
  return message.startsWith(start) ? words.oneOf(message.slice(start.length)) : undefined;
}

/** `has too many characters (max 60)`. */
function sized(words: FieldWords, message: string): string | undefined {
  const size = /-?\d+(?:\.\d+)?/.exec(message)?.[0];
  if (size === undefined) return undefined;
  const plain = sizes.find((one) => english[one](size) === message);
  if (plain !== undefined) return words[plain](size);
  const ours: Readonly<Record<string, string>> = words.units;
  for (const [origin, unit] of Object.entries(english.units)) {
    const counted = counts.find((one) => english[one](size, unit) === message);
    if (counted !== undefined) return words[counted](size, ours[origin] ?? unit);
  }
  return undefined;
}

const english = englishFieldTexts;
const fixed = ['required', 'unknownField', 'invalid', 'noOption', 'otherType', 'otherFormat', 'empty'] as const;
const sizes = ['multipleOf', 'atMost', 'lessThan', 'atLeast', 'moreThan'] as const;
const counts = ['exactly', 'tooMany', 'tooFew'] as const;
