import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type LegalBlock,
  type LegalDocumentName,
  type LegalSection,
  type LegalSpan,
  legalDocumentNames,
} from '@halobuzz/core/api/legal';
import { limits } from '@halobuzz/core/limits';
import { daysOf } from '@halobuzz/core/privacy/inventory/stored-place';
import { lexer, type Token, type Tokens } from 'marked';
import type { GeneratedDoc } from './generated-docs.ts';
import { type DeviceKey, legalTables } from './inventory-tables.ts';

const FOLDER = 'edge/legal';
/** What the edge shows, made of the texts; loaded by edge/src/legal/legal-documents.ts. */
const PUBLISHED = `${FOLDER}/published.json`;

/** Figures that texts name; the other names in braces are the operator's own, filled in by the edge. */
const figures: Readonly<Record<string, number>> = {
  accountAge: limits.accountAgeYearsMin,
  exportDays: daysOf(limits.exportLifeMs),
  exportPauseDays: daysOf(limits.exportPauseMs),
  erasureDays: daysOf(limits.erasureWindowMs),
};
const operatorFields = [
  ...['controllerName', 'controllerAddress', 'privacyContact', 'dataProtectionOfficer', 'euRepresentative'],
];

/** A document as it was written: `<name>/<version>.en.md`. */
interface LegalSource {
  readonly name: LegalDocumentName;
  readonly version: string;
  readonly path: string;
  readonly text: string;
}

/**
 * The texts of `edge/legal` with their tables made of the inventory, and `published.json` made of all of them. A version that
 * was published carries the hash of its text (`sha256` in its front matter) and can no longer change: whoever changes what is
 * stored writes the next version.
 *
 * @throws Error naming the document when it is malformed, was changed after it was published, or would have to be.
 */
export function legalDocuments(root: string, deviceKeys: readonly DeviceKey[]): GeneratedDoc[] {
  const sources = readSources(root);
  const tables = legalTables(deviceKeys);
  const newest = new Map(sources.map((source) => [source.name, source.version]));
  const current = sources.map((source) => {
    const isNewest = newest.get(source.name) === source.version;
    return { ...source, isNewest, text: isNewest ? withTables(source, tables) : source.text };
  });
  const published = current.map(publish);
  const drafts = current.filter(({ text }, at) => text !== sources[at]?.text);
  for (const { path, text } of drafts) {
    if (frontMatterOf(path, text).fields.sha256 !== undefined) {
      throw new Error(`${path} was published, and what is stored has changed since: write the next version beside it`);
    }
  }
  return [
    ...drafts.map(({ path, text }) => ({ path, text })),
    { path: PUBLISHED, text: `${JSON.stringify(published, null, 1)}\n` },
  ];
}

function readSources(root: string): LegalSource[] {
  const paths = globSync(`${FOLDER}/*/*.en.md`, { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  return paths.toSorted().map((path) => {
    const [, , folder = '', file = ''] = path.split('/');
    const name = legalDocumentNames.find((known) => known === folder);
    const version = /^(\d{4}-\d{2}-\d{2})\.en\.md$/.exec(file)?.[1];
    if (name === undefined || version === undefined) throw new Error(`${path}: not <document>/<YYYY-MM-DD>.en.md`);
    return { name, version, path, text: readFileSync(join(root, path), 'utf8') };
  });
}

/** Puts the tables of the inventory between their marks: `<!-- table: name -->` … `<!-- end -->`. */
function withTables({ path, text }: LegalSource, tables: ReturnType<typeof legalTables>): string {
  return text.replaceAll(/<!-- table: (\w+) -->\n[\s\S]*?<!-- end -->/g, (_whole, name: string) => {
    const made = tables[name];
    if (made === undefined) throw new Error(`${path}: there is no table "${name}"`);
    return `<!-- table: ${name} -->\n\n${made}\n\n<!-- end -->`;
  });
}

function publish({ name, version, path, text, isNewest }: LegalSource & { readonly isNewest: boolean }) {
  const { fields, body: written } = frontMatterOf(path, text);
  const body = withFigures(path, written);
  const { title, effective, changes, sha256 } = fields;
  if (title === undefined || changes === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(effective ?? '')) {
    throw new Error(`${path}: its front matter needs title, effective (YYYY-MM-DD) and changes`);
  }
  const textHash = createHash('sha256').update(body).digest('hex');
  if (sha256 === undefined && !isNewest) throw new Error(`${path}: an older version needs its sha256: ${textHash}`);
  if (sha256 !== undefined && sha256 !== textHash) {
    throw new Error(`${path} was published and has changed since: write the next version beside it`);
  }
  const effectiveAt = new Date(`${effective}T00:00:00.000Z`).toISOString();
  return { name, version, title, effectiveAt, changes, textHash, ...contentOf(path, body) };
}

function withFigures(path: string, body: string): string {
  return body.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    if (!operatorFields.includes(name) && figures[name] === undefined)
      throw new Error(`${path}: nothing fills ${whole}`);
    return figures[name] === undefined ? whole : String(figures[name]);
  });
}

function frontMatterOf(path: string, text: string): { fields: Partial<Record<string, string>>; body: string } {
  const found = /^---\n([\s\S]*?)\n---\n/.exec(text);
  if (found === null) throw new Error(`${path}: has no front matter`);
  const lines = (found[1] ?? '').split('\n').map((line) => /^(\w+): (.+)$/.exec(line));
  const fields = Object.fromEntries(lines.flatMap((line) => (line === null ? [] : [[line[1], line[2]]])));
  return { fields, body: text.slice(found[0].length) };
}

/** @throws Error for Markdown that documents have no use for: what is not shown must not stand in them. */
export function contentOf(path: string, body: string): { intro: LegalBlock[]; sections: LegalSection[] } {
  const intro: LegalBlock[] = [];
  const sections: LegalSection[] = [];
  let blocks = intro;
  for (const token of lexer(body)) {
    if (isHeading(token)) {
      if (token.depth !== 2 && token.depth !== 3)
        throw new Error(`${path}: headings have two or three #: ${token.raw}`);
      if (token.depth === 3 && sections.length === 0) throw new Error(`${path}: begins with a part: ${token.raw}`);
      blocks = [];
      sections.push({ id: idOf(token.text), heading: token.text, level: token.depth, blocks });
    } else {
      blocks.push(...blocksOf(path, token));
    }
  }
  const ids = sections.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new Error(`${path}: two headings are called ${twice}`);
  return { intro, sections };
}

function blocksOf(path: string, token: Token): LegalBlock[] {
  if (token.type === 'space') return [];
  if (token.type === 'html' && /^<!--.*-->\s*$/.test(token.raw)) return [];
  if (isParagraph(token)) return [{ kind: 'text', spans: spansOf(path, token.tokens) }];
  if (isList(token)) {
    return [{ kind: 'list', items: token.items.map((item) => spansOf(path, inlineOf(item.tokens))) }];
  }
  if (isTable(token)) {
    const columns = token.header.map(({ text }) => text);
    return [{ kind: 'table', columns, rows: token.rows.map((row) => row.map((cell) => spansOf(path, cell.tokens))) }];
  }
  throw new Error(`${path}: cannot show ${token.type}: ${token.raw}`);
}

/** The words of a list's item; the library wraps them once more. */
function inlineOf(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => (token.type === 'text' && 'tokens' in token ? (token.tokens ?? []) : [token]));
}

function spansOf(path: string, tokens: readonly Token[]): LegalSpan[] {
  return tokens.map((token): LegalSpan => {
    if (token.type === 'text' || token.type === 'escape') return { text: oneLine(textOf(token)) };
    if (token.type === 'strong') return { text: oneLine(textOf(token)), strong: true };
    if (isLink(token) && /^(\/|https:|mailto:|#)/.test(token.href)) return { text: token.text, href: token.href };
    throw new Error(`${path}: cannot show ${token.type}: ${token.raw}`);
  });
}

const textOf = (token: Token): string => ('text' in token ? String(token.text) : token.raw);
const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
const idOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

// The library's own union holds a generic token beside the known ones, so that `type` alone narrows nothing.
const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading';
const isParagraph = (token: Token): token is Tokens.Paragraph => token.type === 'paragraph';
const isList = (token: Token): token is Tokens.List => token.type === 'list';
const isTable = (token: Token): token is Tokens.Table => token.type === 'table';
const isLink = (token: Token): token is Tokens.Link => token.type === 'link';
