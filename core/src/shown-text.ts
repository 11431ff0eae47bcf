type Range = readonly [first: number, last: number];

/** Line breaks and controls: a message is one line, and must drive no terminal. */
const CONTROLS: readonly Range[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x2028, 0x2029],
];
/** Embeddings, overrides and isolates: they turn around what others wrote beside them (UAX #9). */
const BIDI_CONTROLS: readonly Range[] = [
  [0x202a, 0x202e],
  [0x2066, 0x2069],
];
const SURROGATES: readonly Range[] = [[0xd800, 0xdfff]];
/** Combining marks of no script of their own; a pile of them covers the lines above and below. */
const MARKS: readonly Range[] = [
  [0x0300, 0x036f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];
const MARKS_IN_A_ROW_MAX = 4;
/** Seen as nothing: a text of these alone says nothing. Inside a text joiners shape letters and emoji, so they stay. */
const BLANKS: readonly Range[] = [
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200f],
  [0x202f, 0x202f],
  [0x205f, 0x2065],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

/**
 * What one person wrote, made fit to be shown among what others wrote: one line, no controls, nothing that reorders its
 * neighbours, no piles of marks, well-formed Unicode, trimmed. Empty when there would be nothing to see.
 */
export function shownText(text: string): string {
  let out = '';
  let marks = 0;
  let visible = false;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (isIn(BIDI_CONTROLS, code)) continue;
    const mark = isIn(MARKS, code);
    marks = mark ? marks + 1 : 0;
    if (marks > MARKS_IN_A_ROW_MAX) continue;
    if (isIn(CONTROLS, code)) out += ' ';
    else if (isIn(SURROGATES, code)) out += '\ufffd';
    else {
      out += char;
      visible ||= !mark && !isIn(BLANKS, code);
    }
  }
  return visible ? out.trim() : '';
}

function isIn(ranges: readonly Range[], code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}
