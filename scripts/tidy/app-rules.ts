import { blankText } from './blank-text.ts';
import type { Breach } from './house-rules.ts';

/** What the app shows: tests, and the catalogues that hold its words, are none of it. */
const shown = /^mobile\/(?:src|app)\/(?!i18n\/).*(?<!\.test)\.tsx?$/;

/** Styles that name a side of the screen; `start` and `end` follow the direction in which a language is written. */
const sides =
  /\b(?:margin|padding)(?:Left|Right)\b|\bborder(?:Left|Right)(?:Width|Color|Style)?\s*:|\bborder(?:Top|Bottom)(?:Left|Right)Radius\b|(?<![\w.'"])(?:left|right):/;
const sidesOfText = /\btextAlign:\s*'(?:left|right)'/;

/** Props and fields that people read or hear. */
const spoken =
  'label|title|text|lead|placeholder|hint|description|spoken|face|alt|heading|message|aria-label|aria-description|aria-valuetext|accessibilityLabel|accessibilityHint';
const plainProp = new RegExp(`(?<![\\w-])(?:${spoken})="([^"]*)"`, 'g');
const codedProp = new RegExp(`(?<![\\w-])(?:${spoken})(?:=\\{|:\\s)(.*)`, 'g');
const literal = /'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
const textInTag = /[>}]([^<>{}=;()'`]*\p{L}{2}[^<>{}=;()'`]*)<\//gu;
const lineOfText = /^\s+\p{Lu}[\p{L}\d’'-]*(?: [\p{L}\d’',.!?:–-]+)+$/u;

/** The rules for what the app shows: it can be written from either side, and says nothing that has no translation. */
export function checkApp(file: string, source: string): Breach[] {
  if (!shown.test(file)) return [];
  const { codeOnly, commentsOnly, withoutComments } = blankText(source);
  const code = codeOnly.split('\n');
  const comments = commentsOnly.split('\n');
  const breaches: Breach[] = [];
  withoutComments.split('\n').forEach((line, index) => {
    const commented = comments[index]?.trim() !== '' || (index > 0 && comments[index - 1]?.trim() !== '');
    const add = (rule: string) => breaches.push({ file, line: index + 1, rule });
    if (!commented && (sides.test(code[index] ?? '') || sidesOfText.test(line)))
      add('names left or right where start or end belongs, and no comment says why');
    if (file.endsWith('.tsx') && saysWords(line, code[index] ?? '')) add('says words that are not in a catalogue');
  });
  return breaches;
}

function saysWords(line: string, code: string): boolean {
  if ([...line.matchAll(plainProp)].some(([, text = '']) => hasWords(text))) return true;
  const coded = [...line.matchAll(codedProp)].flatMap(([, rest = '']) => [...rest.matchAll(literal)]);
  if (coded.some(([, text, template]) => isSaid(text ?? plain(template)))) return true;
  return [...line.matchAll(textInTag)].some(([, text = '']) => hasWords(text)) || lineOfText.test(code);
}

/** A template without what is put into it. */
function plain(template = ''): string {
  return template.replace(/\$\{[^}]*\}/g, '');
}

/** Words, and not a key: those of code begin with a small letter and have no spaces. */
function isSaid(text: string): boolean {
  return hasWords(text) && (/\s/.test(text) || /^\p{Lu}/u.test(text));
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll('HaloBuzz', ''));
}
