import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  legalBlockSchema,
  legalDocumentNames,
  legalSectionSchema,
  type legalSpanSchema,
} from '@halobuzz/core/api/legal';
import { differences, placesOf } from '@halobuzz/core/privacy/inventory/inventory';
import { recipients } from '@halobuzz/core/privacy/inventory/recipients';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '../paths.ts';
import { deviceKeys } from './edge-modules.ts';
import { basesOf, inventoryEntries, keptWords, usedCategories } from './inventory-tables.ts';
import { contentOf, legalDocuments } from './legal-documents.ts';

const publishedSchema = z.array(
  z.strictObject({
    name: z.enum(legalDocumentNames),
    version: z.iso.date(),
    title: z.string().min(1),
    effectiveAt: z.iso.datetime({ precision: 3 }),
    changes: z.string().min(1),
    textHash: z.string().regex(/^[0-9a-f]{64}$/),
    intro: z.array(legalBlockSchema),
    sections: z.array(legalSectionSchema),
  }),
);
const published = publishedSchema.parse(
  JSON.parse(readFileSync(join(repositoryRoot, 'edge/legal/published.json'), 'utf8')),
);
type Span = z.infer<typeof legalSpanSchema>;
const wordsOf = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');

/** The rows of the table under a heading of the newest version, as words. */
function rowsUnder(name: string, id: string): string[][] {
  const document = published.findLast((found) => found.name === name);
  const blocks = document?.sections.find((section) => section.id === id)?.blocks ?? [];
  return blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => row.map(wordsOf)) : []));
}

describe('the privacy policy', () => {
  const rows = rowsUnder('privacy', 'what-we-keep-why-and-for-how-long');

  it('says of every stored field why, by which right, how long, and who sees it, as the inventory has it', () => {
    expect(rows.length).toBeGreaterThan(15);
    const told = inventoryEntries.filter(({ category }) => category !== 'on_your_device');
    const untold = told.filter((entry) => {
      const [, category] = usedCategories.find(([id]) => id === entry.category) ?? [];
      const row = rows.find(([what = '']) => category !== undefined && what.startsWith(`${category.title}: `));
      if (category === undefined || row === undefined) return true;
      const [what, why, right, howLong = '', sees] = row;
      const says = what === `${category.title}: ${category.what}` && why === entry.purpose && sees === entry.sees;
      return !says || right !== basesOf(category) || !howLong.includes(keptWords(entry.kept));
    });
    expect(untold.map(({ place, field }) => `${place}.${field}`)).toEqual([]);
  });

  it('tells of nothing that is not stored', () => {
    const titles = usedCategories.map(([, { title }]) => title);
    expect(rows.map(([what = '']) => what.split(': ')[0]).filter((title = '') => !titles.includes(title))).toEqual([]);
  });

  it('names everybody who gets data, and nobody else', () => {
    const told = rowsUnder('privacy', 'who-gets-data');
    expect(told).toEqual(recipients.map(({ name, does, gets, when }) => [name, does, gets, when]));
    const connections = readFileSync(join(repositoryRoot, 'docs/security/connections.md'), 'utf8');
    for (const { where } of recipients) {
      for (const path of where.split('; ').filter((part) => part.includes('/'))) {
        expect(globSync(`${path.replace(/\/$/, '')}`, { cwd: repositoryRoot }), path).toHaveLength(1);
      }
    }
    for (const name of ['Turnstile', 'Stripe', 'Expo', 'Agora']) expect(connections).toContain(name);
  });
});

describe('the cookie notice', () => {
  it('names every key that the app keeps on a device, in the app’s own words', async () => {
    const keys = await deviceKeys(repositoryRoot);
    const told = rowsUnder('cookies', 'what-is-kept-on-your-device');
    expect(told).toEqual(Object.values(keys).map(({ name, why, until }) => [name, why, until]));
    expect(differences(placesOf('device').get('app'), 'app', Object.keys(keys))).toEqual([]);
  });
});

it('every bucket is in the inventory of stored data', () => {
  const wrangler = readFileSync(join(repositoryRoot, 'wrangler.toml'), 'utf8');
  const buckets = [...wrangler.matchAll(/\[\[r2_buckets\]\]\nbinding = "(\w+)"/g)].map(([, name = '']) => name);
  expect(buckets.length).toBeGreaterThan(0);
  expect(buckets.toSorted()).toEqual([...placesOf('r2').keys()].toSorted());
});

describe('documents', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'halobuzz-legal-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const body = 'Hello {{controllerName}}.\n\n## One\n\nYou are {{accountAge}}.\n';
  const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  function write(path: string, text = body, more = ''): void {
    const file = join(root, 'edge/legal', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `---\ntitle: T\neffective: 2026-01-01\nchanges: The first.\n${more}---\n${text}`);
  }
  const make = () => legalDocuments(root, [{ name: 'N', why: 'W', until: 'U' }]);
  const figured = body.replace('{{accountAge}}', '13');

  it('have figures filled in before they are hashed; the operator’s details stay for the edge', () => {
    write('terms/2026-01-01.en.md');
    const [made] = publishedSchema.parse(JSON.parse(make().at(-1)?.text ?? ''));
    expect(made?.textHash).toBe(hashOf(figured));
    expect(made?.intro).toEqual([{ kind: 'text', spans: [{ text: 'Hello {{controllerName}}.' }] }]);
    expect(JSON.stringify(made?.sections)).toContain('You are 13.');
  });

  it('cannot change once they carry their hash, and older ones must carry it', () => {
    write('terms/2026-01-01.en.md', body, `sha256: ${hashOf(figured)}\n`);
    expect(make()).toHaveLength(1);
    write('terms/2026-01-01.en.md', `${body}More.\n`, `sha256: ${hashOf(figured)}\n`);
    expect(make).toThrow('terms/2026-01-01.en.md was published and has changed since');
    write('terms/2026-01-01.en.md');
    write('terms/2026-02-01.en.md');
    expect(make).toThrow(`terms/2026-01-01.en.md: an older version needs its sha256: ${hashOf(figured)}`);
  });

  it('get the tables that they ask for, and a published one that would need another is refused', () => {
    const asked = '## On devices\n\n<!-- table: device -->\n<!-- end -->\n';
    write('cookies/2026-01-01.en.md', asked);
    const [draft, json] = make();
    expect(draft?.text).toContain('| **N** | W | U |');
    expect(json?.text).toContain('"columns"');
    write('cookies/2026-01-01.en.md', asked, `sha256: ${hashOf(asked)}\n`);
    expect(make).toThrow('was published');
    write('cookies/2026-01-01.en.md', '<!-- table: nothing -->\n<!-- end -->\n');
    expect(make).toThrow('there is no table "nothing"');
  });

  it.each([
    ['no front matter', 'privacy/2026-01-01.en.md', undefined, 'has no front matter'],
    ['another name', 'imprint/2026-01-01.en.md', body, 'not <document>/<YYYY-MM-DD>.en.md'],
    ['no date', 'terms/first.en.md', body, 'not <document>/<YYYY-MM-DD>.en.md'],
    ['braces that nothing fills', 'terms/2026-01-01.en.md', '{{nobody}}', 'nothing fills {{nobody}}'],
    ['code', 'terms/2026-01-01.en.md', '```\nx\n```\n', 'cannot show code'],
    ['a script', 'terms/2026-01-01.en.md', '<script>alert(1)</script>\n', 'cannot show html'],
    ['a script’s address', 'terms/2026-01-01.en.md', '[x](javascript:alert(1))\n', 'cannot show link'],
    ['a first-level heading', 'terms/2026-01-01.en.md', '# One\n', 'headings have two or three #'],
    ['two headings of one name', 'terms/2026-01-01.en.md', '## One\n\nx\n\n## One\n', 'two headings are called one'],
  ])('with %s are refused by name', (_what, path, text, message) => {
    if (text === undefined) {
      mkdirSync(join(root, 'edge/legal/privacy'), { recursive: true });
      writeFileSync(join(root, 'edge/legal', path), 'Hello.\n');
    } else {
      write(path, text);
    }
    expect(make).toThrow(message);
  });

  it('keep what is strong, a link, a list and a part', () => {
    expect(contentOf('x', '## A\n\n- **b** c\n- [d](/legal/terms)\n\n### E\n\nf\ng\n').sections).toEqual([
      {
        ...{ id: 'a', heading: 'A', level: 2 },
        blocks: [
          {
            kind: 'list',
            items: [[{ text: 'b', strong: true }, { text: ' c' }], [{ text: 'd', href: '/legal/terms' }]],
          },
        ],
      },
      { id: 'e', heading: 'E', level: 3, blocks: [{ kind: 'text', spans: [{ text: 'f g' }] }] },
    ]);
  });
});
