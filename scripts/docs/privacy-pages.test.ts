import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '../paths.ts';
import { privacyPages } from './privacy-pages.ts';

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const generated = new Set(privacyPages().map(({ path }) => path));
const byHand = globSync('docs/privacy/*.md', { cwd: repositoryRoot }).filter((path) => !generated.has(path));

const api = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const operations = new Set(
  Object.entries(api.parse(JSON.parse(read('docs/generated/openapi.json'))).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`),
  ),
);
const commands = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json'))).scripts;

/** What stands between backticks. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);

describe.each(byHand)('%s', (path) => {
  const text = read(path);

  it('names routes that the API has', () => {
    const named = quoted(text).filter((inside) => /^(GET|POST|PUT|PATCH|DELETE) \//.test(inside));
    const known = named.map((route) => route.replace('/api/v1/', '/'));
    expect(known.filter((route) => !operations.has(route))).toEqual([]);
  });

  it('names files and commands that are there', () => {
    const files = quoted(text).filter((inside) => /^(core|edge|realtime|mobile|scripts|docs)\/[^\s<>*]+$/.test(inside));
    expect(files.filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual([]);
    const run = quoted(text).flatMap((inside) => /^npm run ([\w:-]+)/.exec(inside)?.[1] ?? []);
    expect(run.filter((name) => commands[name] === undefined)).toEqual([]);
  });

  it('names settings that can be set, and links to what is there', () => {
    const settings = quoted(text).filter((inside) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(inside));
    const config = read('docs/generated/config.md');
    expect(settings.filter((name) => !config.includes(`\`${name}\``))).toEqual([]);
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(local.filter((link) => !existsSync(join(repositoryRoot, dirname(path), link)))).toEqual([]);
  });
});

it('finds the pages that are written by hand', () => {
  expect(byHand).toEqual(
    expect.arrayContaining(['docs/privacy/data-subject-rights.md', 'docs/privacy/breach-runbook.md']),
  );
});

it('the map of rights names a route, code and a test for each', () => {
  const rows = read('docs/privacy/data-subject-rights.md')
    .split('\n')
    .filter((line) => /^\| [a-z].*\| [\d(–]/.test(line))
    .map((line) => line.split(' | '));
  expect(rows.length).toBeGreaterThan(12);
  for (const [right, , , code = '', proof = ''] of rows) {
    expect(quoted(code).length, right).toBeGreaterThan(0);
    expect(
      quoted(proof).every((file) => /\.test\.ts$/.test(file)),
      right,
    ).toBe(true);
  }
});
