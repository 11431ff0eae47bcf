import { runInDurableObject } from 'cloudflare:test';
import { type LegalDocument, legalDocumentNames, legalDocumentSchema, legalListSchema } from '@halobuzz/core/api/legal';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  bindings,
  call,
  freshName,
  installFakeOrigin,
  registerMember,
  send,
  signInMember,
} from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { parseConfig } from '../env.ts';
import { publishedDocuments } from '../legal/legal-documents.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const newest = (name: string) => publishedDocuments.findLast((document) => document.name === name)?.version ?? '';
const titles = { privacy: 'Privacy policy', terms: 'Terms of use', cookies: 'Cookie notice' } as const;

/** All words of a document, as people read them. */
function wordsOf({ intro, sections }: Pick<LegalDocument, 'intro' | 'sections'>): string {
  const blocks = [...intro, ...sections.flatMap((section) => section.blocks)];
  const spans = blocks.flatMap((block) =>
    block.kind === 'text' ? [block.spans] : block.kind === 'list' ? block.items : block.rows.flat(),
  );
  return spans.map((list) => list.map(({ text }) => text).join('')).join('\n');
}

async function documentOf(name: string, query = ''): Promise<LegalDocument> {
  const answer = await call('GET', `/legal/${name}${query}`);
  expect(answer.status).toBe(200);
  return legalDocumentSchema.parse(answer.body.data);
}

describe('as data', () => {
  test('the list names each document that holds, with its hash and where to read it', async () => {
    const { documents } = legalListSchema.parse((await call('GET', '/legal')).body.data);
    expect(documents.map(({ name, title }) => [name, title])).toEqual(Object.entries(titles));
    for (const { name, version, url } of documents) {
      expect(version).toBe(newest(name));
      expect(url).toBe(`https://edge.test/legal/${name}/${version}`);
    }
  });

  test.each(legalDocumentNames)('%s has every section, and no braces that nobody filled in', async (name) => {
    const document = await documentOf(name);
    expect(document.title).toBe(titles[name]);
    expect(document.sections.length).toBeGreaterThan(3);
    expect(document.versions[0]).toBe(document.version);
    expect(JSON.stringify(document)).not.toMatch(/\{\{|\}\}/);
    expect(await documentOf(name, `?version=${document.version}`)).toEqual(document);
  });

  test('the policy names who is responsible, and leaves out offices that nobody holds', async () => {
    const words = wordsOf(await documentOf('privacy'));
    expect(words).toContain('HaloBuzz development, on this machine');
    expect(words).toContain('privacy@example.com');
    expect(words).not.toContain('Data protection officer');
    expect(words).not.toContain('Representative');
  });

  test('an operator’s own details stand in it, and are text whatever they hold', async () => {
    const parsed = parseConfig({
      ...bindings,
      CONTROLLER_NAME: 'Halo <b>&amp; Sons</b>',
      CONTROLLER_ADDRESS: 'Storgata 1, Oslo',
      PRIVACY_CONTACT: 'dpo@halo.example',
      DATA_PROTECTION_OFFICER: 'Ola Nordmann, {{controllerName}}',
    });
    if (!parsed.ok) throw new Error(parsed.problems.join());
    const app = createApp(createServices(bindings, parsed.config));
    const text = await (await app.request('https://edge.test/legal/privacy', {}, bindings)).text();
    expect(text).toContain('Halo &lt;b&gt;&amp;amp; Sons&lt;/b&gt;, Storgata 1, Oslo');
    expect(text).toContain('href="mailto:dpo@halo.example"');
    expect(text).toContain('Ola Nordmann, {{controllerName}}');
    expect(text).not.toContain('Representative in the European Union');
  });

  test('what was never published is not found, and what is no date is refused by name', async () => {
    expect((await call('GET', '/legal/privacy?version=2020-01-01')).body.code).toBe('not_found');
    expect((await call('GET', '/legal/privacy?version=today')).body.errors).toMatchObject([{ field: 'version' }]);
    expect((await call('GET', '/legal/imprint')).body.errors).toMatchObject([{ field: 'document' }]);
  });
});

describe('as pages', () => {
  test.each(['', '/privacy', '/terms', '/cookies', `/privacy/${newest('privacy')}`])(
    '/legal%s is a whole page that needs no script',
    async (path) => {
      const answer = await send(`/legal${path}`, { headers: { accept: 'text/html' } });
      const text = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
      expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/);
      expect(text.match(/<h1>/g)).toHaveLength(1);
      expect(text.match(/<main /g)).toHaveLength(1);
      expect(text).not.toMatch(/<script|<style| style=| on\w+=|\{\{/);
      // No heading below another leaves out a level.
      const levels = [...text.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
      for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test('each link of a contents list leads to a heading, and each link of ours to a page', async () => {
    for (const name of legalDocumentNames) {
      const text = await (await send(`/legal/${name}`)).text();
      const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
      const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
      expect(links.filter((href) => href.startsWith('#') && !ids.has(href.slice(1)))).toEqual([]);
      for (const href of links.filter((link) => link.startsWith('/legal'))) {
        expect((await send(href)).status, href).toBe(200);
      }
    }
  });

  test('an unknown document or version is a problem, not the web app', async () => {
    for (const path of ['/legal/imprint', '/legal/privacy/2020-01-01', '/legal/privacy/..%2f..']) {
      const answer = await send(path, { headers: { accept: 'text/html' } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    }
  });
});

describe('terms that were shown', () => {
  const stateSchema = z.object({
    accepted: z.object({ version: z.string() }).optional(),
    termsDue: z.string().optional(),
  });

  test('signing up keeps which ones, also for an app that names none', async () => {
    const { accessToken: token } = await signInMember(await registerMember());
    const state = stateSchema.parse((await call('GET', '/legal/terms/acceptance', { token })).body.data);
    expect(state).toEqual({ accepted: { version: newest('terms') } });
    expect((await call('GET', '/auth/me', { token })).body.data).not.toHaveProperty('termsDue');
  });

  test('signing up by other terms than those in force is refused by the name of the field', async () => {
    const body = { username: freshName(), email: 'x@example.com', password: 'correct horse battery' };
    const answer = await call('POST', '/auth/register', { body: { ...body, termsVersion: '2020-01-01' } });
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'termsVersion']);
    const made = await call('POST', '/auth/register', { body: { ...body, termsVersion: newest('terms') } });
    expect(made.status).toBe(201);
  });

  test('an account from before is told, and accepts those in force alone, once', async () => {
    const member = await registerMember();
    const { accessToken: token } = await signInMember(member);
    await forgetTerms(member.accountId);
    expect((await call('GET', '/auth/me', { token })).body.data).toMatchObject({ termsDue: newest('terms') });
    const other = await call('POST', '/legal/terms/acceptance', { token, body: { version: '2020-01-01' } });
    expect([other.status, other.body.errors?.[0]?.field]).toEqual([400, 'version']);
    const first = await call('POST', '/legal/terms/acceptance', { token, body: { version: newest('terms') } });
    expect(stateSchema.parse(first.body.data)).toEqual({ accepted: { version: newest('terms') } });
    const again = await call('POST', '/legal/terms/acceptance', { token, body: { version: newest('terms') } });
    expect(again.body.data).toEqual(first.body.data);
    expect((await call('GET', '/auth/me', { token })).body.data).not.toHaveProperty('termsDue');
  });

  test('nobody accepts for nobody', async () => {
    expect((await call('GET', '/legal/terms/acceptance')).body.code).toBe('unauthenticated');
    const body = { version: newest('terms') };
    expect((await call('POST', '/legal/terms/acceptance', { body })).body.code).toBe('unauthenticated');
  });
});

async function forgetTerms(accountId: string): Promise<void> {
  await runInDurableObject(bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId)), (_instance, { storage }) => {
    storage.sql.exec('DELETE FROM terms_acceptances');
  });
}
