/** A named line of source with the comment that belongs to it. */
export interface CommentedLine {
  readonly name: string;
  /** Plain text of the comment, one line. */
  readonly comment: string;
  /** Whether the comment stands right above, not above an earlier line of the same group. */
  readonly own: boolean;
}

/**
 * The members of an object literal or interface in TypeScript source, with their doc comments: lines that look like
 * `name: …` between `begin` and `end`. A member without a comment shares the one above it. Throws when `begin` is missing.
 */
export function commentedMembers(source: string, begin: string, end: string): CommentedLine[] {
  const from = source.indexOf(begin);
  if (from < 0) throw new Error(`there is no ${JSON.stringify(begin)} in the source`);
  const to = source.indexOf(end, from);
  const body = source.slice(from + begin.length, to < 0 ? undefined : to);
  const members: CommentedLine[] = [];
  let comment = '';
  let fresh = false;
  for (const match of body.matchAll(/\/\*\*([\s\S]*?)\*\/|^\s*([A-Za-z_]\w*):/gm)) {
    if (match[1] !== undefined) {
      comment = plainComment(match[1]);
      fresh = true;
    } else if (match[2] !== undefined) {
      members.push({ name: match[2], comment, own: fresh });
      fresh = false;
    }
  }
  return members;
}

/** The doc comment right above `declaration` (a whole beginning of a line), as plain text; '' when there is none. */
export function commentAbove(source: string, declaration: string): string {
  const at = source.indexOf(declaration);
  if (at < 0) throw new Error(`there is no ${JSON.stringify(declaration)} in the source`);
  const before = source.slice(0, at).trimEnd();
  if (!before.endsWith('*/')) return '';
  return plainComment(before.slice(before.lastIndexOf('/**') + 3, -2));
}

function plainComment(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .replace(/\{@link (\w+)\}/g, '`$1`');
}
