// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const profile = z.looseObject({
  extends: z.string().optional(),
  channel: z.string().optional(),
  environment: z.string().optional(),
  distribution: z.string().optional(),
});
const schema = z.looseObject({
  build: z.record(z.string(), profile),
  submit: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const text = readFileSync(join(import.meta.dirname, '..', 'eas.json'), 'utf8');
const eas = schema.parse(JSON.parse(text));

it('builds for developers, for testers and for the stores, each with its own channel and environment', () => {
  for (const name of ['development', 'preview', 'production']) {
    expect(eas.build[name]).toMatchObject({ channel: name, environment: name });
  }
  expect(eas.build.production).toMatchObject({ distribution: 'store', autoIncrement: true });
  expect(eas.build.preview?.distribution).toBe('internal');
});

it('builds with the runtime that the repository is tested with', () => {
  const root: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  const { devDependencies } = z.object({ devDependencies: z.record(z.string(), z.string()) }).parse(root);
  expect(eas.build.base).toMatchObject({ node: devDependencies['@types/node'] });
});

it('names secrets and identifiers by reference, and holds none', () => {
  const references = Object.values(eas.submit.production ?? {}).flatMap((store) =>
    Object.entries(store).filter(([key]) => /path|id$/i.test(key)),
  );
  expect(references.length).toBeGreaterThan(4);
  for (const [key, value] of references)
    expect([key, String(value)]).toEqual([key, expect.stringMatching(/^\$[A-Z_]+$/)]);
  expect(text).not.toMatch(/BEGIN|private_key|https?:/);
});

it('hands Play a draft on its internal track, which people release from there', () => {
  expect(eas.submit.production?.android).toMatchObject({ releaseStatus: 'draft', track: 'internal' });
});
