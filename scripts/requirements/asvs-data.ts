import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { evidenceSchema } from './data.ts';

/**
 * `met`: done, and something that ran in this run shows it. `relaxed`: done otherwise on purpose, the reason says why and
 * what stands in its place. `not_applicable`: what it speaks of does not exist here, the reason says what is meant.
 * `open`: not done; the issue says where it goes on.
 */
export const asvsStates = ['met', 'relaxed', 'not_applicable', 'open'] as const;

const rowSchema = z.strictObject({
  id: z.string().regex(/^V[0-9]+\.[0-9]+\.[0-9]+$/),
  level: z.int().min(1).max(3),
  /** What is asked, in our own words. */
  asks: z.string().min(1),
  state: z.enum(asvsStates),
  /** Files that do it. */
  where: z.array(z.string()),
  shownBy: z.array(evidenceSchema),
  reason: z.string().optional(),
  issue: z.int().optional(),
});
export type AsvsRow = z.infer<typeof rowSchema>;

const chapterSchema = z.strictObject({ chapter: z.string(), title: z.string(), rows: z.array(rowSchema) });
export type AsvsChapter = z.infer<typeof chapterSchema>;

/** How many requirements each chapter of ASVS 5.0 has at levels 1 and 2, and which of level 3 we add. */
const scopeSchema = z.strictObject({ note: z.string(), ids: z.array(z.string()) });

export const ASVS_FOLDER = 'docs/security/asvs';

/** All chapters in order. Throws when a file breaks its schema. */
export function readAsvs(root: string): AsvsChapter[] {
  return globSync('V*.json', { cwd: join(root, ASVS_FOLDER) })
    .sort()
    .map((file) => chapterSchema.parse(JSON.parse(readFileSync(join(root, ASVS_FOLDER, file), 'utf8'))));
}

/** The ids that must be answered: levels 1 and 2 whole, and five of level 3. */
export function readAsvsScope(root: string): string[] {
  return scopeSchema.parse(JSON.parse(readFileSync(join(root, ASVS_FOLDER, 'scope.json'), 'utf8'))).ids;
}
