import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** `test`: `file › title` of a test. `step`: a step of `npm test`, by its name. */
export const evidenceSchema = z.union([
  z.strictObject({ test: z.string().regex(/^\S+ › .+$/) }),
  z.strictObject({ step: z.string() }),
]);
export type Evidence = z.infer<typeof evidenceSchema>;

/**
 * `works`: done and shown. `different`: answered in another way, the note says how. `partial` and `open`: the issue says
 * where it goes on. `person`: only a person can decide it, so it is never green by itself.
 */
export const states = ['works', 'different', 'partial', 'open', 'person'] as const;

const rowSchema = z.strictObject({
  id: z.string(),
  area: z.string(),
  line: z.string(),
  where: z.array(z.string()).min(1),
  state: z.enum(states),
  shownBy: z.array(evidenceSchema),
  note: z.string().optional(),
  issue: z.int().optional(),
});
export type Requirement = z.infer<typeof rowSchema>;

const fileSchema = z.strictObject({ note: z.string(), rows: z.array(rowSchema) });

export const REQUIREMENTS_FILE = 'docs/requirements.json';

/** Every line of the customer's documents, from docs/requirements.json. Throws when the file breaks its schema. */
export function readRequirements(root: string): Requirement[] {
  return fileSchema.parse(JSON.parse(readFileSync(join(root, REQUIREMENTS_FILE), 'utf8'))).rows;
}
