import { basename } from 'node:path';
import { blankText } from './blank-text.ts';

/** One breach of a house rule; `line` is 0 when it concerns the whole file. */
export type Breach = { file: string; line: number; rule: string };

const linesMax = 400;
const bannedNames: ReadonlySet<string> = new Set(['utils', 'util', 'helpers', 'helper', 'manager', 'common', 'misc']);
const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/;

/** Routes and tools dictate these names. */
const nameExempt = /^mobile\/app\/|(?:^|\/)\.[^/]+$/;
const testFile = /\.test\.tsx?$/;

/** Checks one TypeScript or JavaScript file; `file` is relative to the repository, with forward slashes. */
export function checkSource(file: string, source: string): Breach[] {
  const { codeOnly, commentsOnly } = blankText(source);
  const code = codeOnly.split('\n');
  const comments = commentsOnly.split('\n');
  const breaches: Breach[] = [...checkName(file), ...checkText(file, source)];
  const lineCount = source.trimEnd().split('\n').length;
  if (lineCount > linesMax) breaches.push({ file, line: 0, rule: `has ${lineCount} lines, over ${linesMax}` });
  if (isBarrel(codeOnly)) breaches.push({ file, line: 0, rule: 'is a barrel: import the file that defines a thing' });

  const add = (index: number, rule: string) => breaches.push({ file, line: index + 1, rule });
  code.forEach((line, index) => {
    const commented = comments[index]?.trim() !== '' || (index > 0 && comments[index - 1]?.trim() !== '');
    if (isCast(line) && !commented) add(index, 'casts with "as" and no comment says why it holds');
    if (/[:<,|&(]\s*any\b(?!\s*[:(])/.test(line) && /\.[cm]?tsx?$/.test(file)) add(index, 'uses the type any');
    if (
      testFile.test(file) &&
      /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|todo|fails)\b|\b(?:xit|xdescribe|fit)\(/.test(line)
    ) {
      add(index, 'has a test that is skipped or alone');
    }
  });
  comments.forEach((line, index) => {
    if (/\b(?:TODO|FIXME|XXX|HACK)\b/.test(line)) add(index, 'leaves work for later in a comment');
    if (/@ts-(?:ignore|nocheck|expect-error)\b/.test(line)) add(index, 'silences the type checker');
  });
  return breaches;
}

/** The rules for every text file, documents included. */
export function checkText(file: string, text: string): Breach[] {
  const machinePath =
    /(?:^|[\s"'`(=])(?:\.\.\/shared\/|\/wor[k]\/|\/roo[t]\/|shared\/(?:DESIGN|STYLE|ENVIRONMENT|research|gap-list))/;
  return text
    .split('\n')
    .flatMap((line, index) =>
      machinePath.test(line) ? [{ file, line: index + 1, rule: 'names a path outside of the repository' }] : [],
    );
}

function checkName(file: string): Breach[] {
  const breaches: Breach[] = [];
  const stem = basename(file).replace(/\.(?:d\.)?[cm]?[jt]sx?$/, '');
  const parts = [...file.split('/').slice(0, -1), stem.split('.')[0] ?? stem];
  const banned = parts.find((part) => bannedNames.has(part));
  if (banned !== undefined) breaches.push({ file, line: 0, rule: `is named "${banned}", which says nothing` });
  if (!kebabCase.test(stem) && !nameExempt.test(file))
    breaches.push({ file, line: 0, rule: 'has a name that is not kebab-case' });
  return breaches;
}

function isCast(line: string): boolean {
  if (
    /^\s*(?:import|export)\b.*\bas\b/.test(line) ||
    /^\s*(?:type\s+)?[\w$]+ as [\w$]+,?\s*$/.test(line) ||
    /\*\s+as\s/.test(line)
  )
    return false;
  return /[\w$)\]}'"`>]\s+as\s+(?!const\b)[\w$({[]/.test(line.replace(/\bas const\b/g, ''));
}

/** Only re-exports, at least one of them. */
function isBarrel(codeOnly: string): boolean {
  const statements = codeOnly
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  return (
    statements.length > 0 &&
    statements.every((statement) => /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^=]*\bfrom\b/.test(statement))
  );
}
