import { describe, expect, test } from 'vitest';
import { filledIn, type PublishedDocument, publishedDocuments, upcomingOf, versionsOf } from './legal-documents.ts';
import { legalPage } from './legal-page.ts';
import { shownTerms, termsStateOf } from './shown-terms.ts';

const at = (day: string): number => Date.parse(`${day}T12:00:00.000Z`);
function terms(version: string, effective: string): PublishedDocument {
  return {
    ...{
      name: 'terms',
      version,
      title: 'Terms',
      effectiveAt: `${effective}T00:00:00.000Z`,
      changes: `New: ${version}`,
    },
    ...{ textHash: 'a'.repeat(64), intro: [], sections: [] },
  };
}
const first = terms('2026-01-01', '2026-01-10');
const second = terms('2026-03-01', '2026-04-01');
const third = terms('2026-05-01', '2026-06-01');
const all = [third, first, second];

describe('which version holds', () => {
  test.each([
    ['2025-01-01', ['2026-01-01'], '2026-03-01'],
    ['2026-03-31', ['2026-01-01'], '2026-03-01'],
    ['2026-04-01', ['2026-03-01', '2026-01-01'], '2026-05-01'],
    ['2027-01-01', ['2026-05-01', '2026-03-01', '2026-01-01'], undefined],
  ])('on %s', (day, versions, next) => {
    expect(versionsOf('terms', at(day), all).map(({ version }) => version)).toEqual(versions);
    expect(upcomingOf('terms', at(day), all)?.version).toBe(next);
    expect(versionsOf('privacy', at(day), all)).toEqual([]);
    expect(upcomingOf('privacy', at(day), all)).toBeUndefined();
  });

  test('some version of the terms holds whatever a clock says, so that people can sign up', () => {
    for (const nowMs of [0, at('2026-11-23'), at('2099-01-01')]) {
      expect(shownTerms(undefined, nowMs).textHash).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

test('terms are due for who accepted older ones, or none', () => {
  const { version } = shownTerms(undefined, at('2099-01-01'));
  const acceptedAt = '1970-01-01T00:00:00.005Z';
  expect(termsStateOf(null, at('2099-01-01'))).toEqual({ termsDue: version });
  expect(termsStateOf({ version: '2020-01-01', atMs: 5 }, at('2099-01-01'))).toEqual({
    accepted: { version: '2020-01-01', acceptedAt },
    termsDue: version,
  });
  expect(termsStateOf({ version, atMs: 5 }, at('2099-01-01'))).toEqual({ accepted: { version, acceptedAt } });
});

describe('a page', () => {
  const shown = async (document: PublishedDocument, day: string): Promise<string> =>
    String(
      await legalPage(document, {
        versions: versionsOf('terms', at(day), all),
        upcoming: upcomingOf('terms', at(day), all),
      }),
    );

  test('of an older version leads to the one that holds, and any announces what is to come', async () => {
    const older = await shown(first, '2026-04-02');
    expect(older).toContain('This is an older version.');
    expect(older).toContain('<a href="/legal/terms/2026-05-01">Read it now.</a>');
    expect(await shown(second, '2026-04-02')).not.toContain('older version');
    expect(await shown(third, '2027-01-01')).not.toContain('Read it now');
  });

  test('of a version that does not hold yet announces it not twice', async () => {
    const coming = await shown(third, '2026-04-02');
    expect(coming).not.toContain('Read it now');
    expect(coming).toContain('Holds from');
  });
});

test('what the operator left out takes its line along, and nothing else', () => {
  const details = {
    ...{ controllerName: 'A', controllerAddress: 'B', privacyContact: 'c@example.com' },
    ...{ dataProtectionOfficer: undefined, euRepresentative: 'D' },
  };
  const policy = publishedDocuments.findLast(({ name }) => name === 'privacy') ?? expect.unreachable();
  const count = ({ sections }: PublishedDocument): number =>
    sections
      .flatMap(({ blocks }) => blocks)
      .reduce((sum, block) => sum + (block.kind === 'list' ? block.items.length : 1), 0);
  expect(count(filledIn(policy, details))).toBe(count(policy) - 1);
  expect(count(filledIn(policy, { ...details, dataProtectionOfficer: 'E' }))).toBe(count(policy));
});
