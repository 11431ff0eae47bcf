/** A copy of source text in which comments, or strings and comments, are blanks; lengths and line breaks stay. */
export type BlankedSource = {
  /** Comments blanked: strings (so import paths) are still readable. */
  withoutComments: string;
  /** Comments, strings, templates and regular expressions blanked: only code is left. */
  codeOnly: string;
  /** Everything but comments blanked. */
  commentsOnly: string;
};

type Kind = 'code' | 'comment' | 'text';

/** Where a slash begins a regular expression and not a division: after these characters or words, or at the start. */
const beforeRegExp = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|throw|await))\s*$/;
const lookBehindChars = 40;

/**
 * Splits TypeScript source into code, strings and comments without a parser. It is exact for source in the house's
 * format; JSX text counts as code, which is harmless to the rules built on it.
 */
export function blankText(source: string): BlankedSource {
  const kinds: Kind[] = new Array(source.length);
  scanCode(source, 0, kinds, null);
  const keep = (wanted: ReadonlySet<Kind>) =>
    Array.from({ length: source.length }, (_, index) => {
      const char = source.charAt(index);
      return char === '\n' || wanted.has(kinds[index] ?? 'code') ? char : ' ';
    }).join('');
  return {
    withoutComments: keep(new Set<Kind>(['code', 'text'])),
    codeOnly: keep(new Set<Kind>(['code'])),
    commentsOnly: keep(new Set<Kind>(['comment'])),
  };
}

/** Marks code from `start` up to the end or the unmatched closing brace of a template's expression; returns its index. */
function scanCode(source: string, start: number, kinds: Kind[], until: '}' | null): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '}' && until !== null && depth === 0) return at;
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    const end = tokenEnd(source, at, kinds);
    if (end === at) {
      kinds[at] = 'code';
      at += 1;
    } else {
      at = end;
    }
  }
  return at;
}

/** The index after the comment, string or regular expression that begins here; `at` itself when none does. */
function tokenEnd(source: string, at: number, kinds: Kind[]): number {
  const char = source.charAt(at);
  const two = source.slice(at, at + 2);
  if (two === '//') return mark(kinds, at, endOf(source, '\n', at, 0), 'comment');
  if (two === '/*') return mark(kinds, at, endOf(source, '*/', at + 2, 2), 'comment');
  if (char === "'" || char === '"') return mark(kinds, at, quoteEnd(source, at, char), 'text');
  if (char === '`') return scanTemplate(source, at, kinds);
  if (char === '/' && beforeRegExp.test(source.slice(Math.max(0, at - lookBehindChars), at))) {
    return mark(kinds, at, regExpEnd(source, at), 'text');
  }
  return at;
}

function mark(kinds: Kind[], from: number, to: number, kind: Kind): number {
  kinds.fill(kind, from, to);
  return to;
}

function endOf(source: string, needle: string, from: number, extra: number): number {
  const found = source.indexOf(needle, from);
  return found === -1 ? source.length : found + extra;
}

/** An apostrophe in JSX text opens no string: one that does not close on its line is taken as a single character. */
function quoteEnd(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) return at + 1;
    else if (char === '\n') break;
  }
  return start + 1;
}

function regExpEnd(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
    else if (char === '\n') break;
  }
  return start + 1;
}

function scanTemplate(source: string, start: number, kinds: Kind[]): number {
  kinds[start] = 'text';
  let at = start + 1;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '\\') {
      kinds.fill('text', at, at + 2);
      at += 2;
    } else if (source.startsWith('${', at)) {
      kinds.fill('text', at, at + 2);
      at = scanCode(source, at + 2, kinds, '}');
      kinds[at] = 'text';
      at += 1;
    } else {
      kinds[at] = 'text';
      at += 1;
      if (char === '`') return at;
    }
  }
  return at;
}
