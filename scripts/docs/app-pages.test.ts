import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';

const pages = ['docs/app-store.md', 'docs/app-release.md'];
const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)#\s]+)\)/g)].map(([, link]) => link ?? '');

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(repositoryRoot, page), 'utf8');

  it('leads only to what is there', () => {
    const links = linksOf(text);
    expect(links.length).toBeGreaterThan(5);
    const missing = links.filter((link) => !existsSync(join(repositoryRoot, dirname(page), link)));
    expect(missing).toEqual([]);
  });
});

it('each line of the stores’ checklist says what proves it', () => {
  const text = readFileSync(join(repositoryRoot, 'docs/app-store.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('- '));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter((line) => linksOf(line).length === 0)).toEqual([]);
});

it('every variable of a build is in the table of the release page', () => {
  const config = readFileSync(join(repositoryRoot, 'mobile/app.config.ts'), 'utf8');
  const release = readFileSync(join(repositoryRoot, 'docs/app-release.md'), 'utf8');
  const read = [...config.matchAll(/readonly ([A-Z_]+)\?: string/g)].map(([, name]) => name ?? '');
  expect(read.length).toBeGreaterThan(4);
  expect(read.filter((name) => name !== 'EAS_BUILD_PROFILE' && !release.includes(`| \`${name}\` |`))).toEqual([]);
});
