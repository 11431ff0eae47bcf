import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { loadCatalogue } from '../../i18n/load-catalogue.ts';
import { storedKeys, storedOnDevice } from '../../platform/stored-keys.ts';
import { formatOf } from '../../ui/format.ts';
import { AccountBanners } from '../auth/account-banners.tsx';
import { SignedInOnly } from '../auth/signed-in-only.tsx';
import { LegalScreen } from './legal-screen.tsx';
import { SignUpTerms } from './sign-up-terms.tsx';
import { StoredScreen } from './stored-screen.tsx';

const format = formatOf(english.format);

const words = english.legal;

const documentOf = (version: string) => ({
  name: 'terms',
  version,
  title: 'Terms of use',
  effectiveAt: atIso,
  locale: 'en',
  textHash: 'a'.repeat(64),
  url: 'https://edge.example/legal/terms',
  changes: 'The first version.',
  versions: [version],
  intro: [{ kind: 'text', spans: [{ text: 'In short: ' }, { text: 'be kind.', strong: true }] }],
  sections: [
    {
      id: 'who',
      heading: 'Who we are',
      level: 2,
      blocks: [
        { kind: 'list', items: [[{ text: 'See ' }, { text: 'the policy', href: '/legal/privacy' }]] },
        { kind: 'table', columns: ['What', 'Why'], rows: [[[{ text: 'E-mail address' }], [{ text: 'To write' }]]] },
      ],
    },
    { id: 'part', heading: 'A part', level: 3, blocks: [{ kind: 'text', spans: [{ text: 'The end.' }] }] },
  ],
});

describe('a legal document', () => {
  it('is shown as the server has it: headings, lists, links, and tables under their columns’ names', async () => {
    await renderScreen(<LegalScreen name="terms" />, {
      signedIn: false,
      routes: { 'GET /legal/terms': () => success(documentOf('2026-11-23')) },
    });
    expect(await screen.findByText(words.version('2026-11-23', format.date(atIso)))).toBeTruthy();
    expect(screen.getAllByRole('heading').map((one) => [one.getAttribute('aria-level'), one.textContent])).toEqual([
      ['1', words.names.terms],
      ['2', 'Who we are'],
      ['3', 'A part'],
    ]);
    expect(screen.getByText('the policy').getAttribute('href')).toBe('https://edge.example/legal/privacy');
    expect(screen.getByText('E-mail address').closest('[role=listitem]')?.textContent).toBe(
      'WhatE-mail addressWhyTo write',
    );
  });

  it.each(['en', 'ne', 'hi'] as const)(
    'is marked as English, and said to be English alone, in %s',
    async (language) => {
      await renderScreen(<LegalScreen name="terms" />, {
        signedIn: false,
        language,
        routes: { 'GET /legal/terms': () => success(documentOf('2026-11-23')) },
      });
      const heading = await screen.findByRole('heading', { name: 'Who we are' });
      expect(heading.closest('[lang]')?.getAttribute('lang')).toBe('en');
      const { ui } = await loadCatalogue(language);
      expect(screen.queryAllByText(ui.inEnglishAlone)).toHaveLength(language === 'en' ? 0 : 1);
    },
  );

  it('can be asked for again when it did not come', async () => {
    const { server } = await renderScreen(<LegalScreen name="terms" />, { signedIn: false });
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.not_found.text);
    server.routes.set('GET /legal/terms', () => success(documentOf('2026-11-23')));
    fireEvent.click(screen.getByRole('button'));
    expect(await screen.findByText('Who we are')).toBeTruthy();
  });

  it('is linked from where people sign up', async () => {
    await renderScreen(<SignUpTerms />, { signedIn: false });
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/documents/terms',
      '/documents/privacy',
    ]);
  });
});

describe('newer terms', () => {
  it('are shown until they are accepted', async () => {
    const { server } = await renderScreen(<AccountBanners />, {
      routes: { 'GET /auth/me': () => success({ ...sita, termsDue: '2027-01-01' }) },
    });
    const accept = await screen.findByRole('button', { name: words.termsAccept });
    expect(screen.getByRole('link', { name: words.termsRead }).getAttribute('href')).toBe('/documents/terms');
    server.routes.set('POST /legal/terms/acceptance', () => success({}));
    server.routes.set('GET /auth/me', () => success(sita));
    fireEvent.click(accept);
    await waitFor(() => expect(screen.queryByText(words.termsDue)).toBeNull());
    expect(server.requests.find(({ route }) => route === 'POST /legal/terms/acceptance')?.body).toEqual({
      version: '2027-01-01',
    });
  });
});

describe('an account that ends for its owner’s age', () => {
  const routes = { 'GET /auth/me': () => problem(403, 'account_too_young') };

  it('is told so, and led to what can be done', async () => {
    await renderScreen(<SignedInOnly>inside</SignedInOnly>, { routes });
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.account_too_young.text);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/privacy/minor');
    expect(screen.queryByText('inside')).toBeNull();
  });

  it('still comes to the pages that put it right', async () => {
    await renderScreen(<SignedInOnly evenEnding>inside</SignedInOnly>, { routes });
    expect(await screen.findByText('inside')).toBeTruthy();
  });
});

it('lists everything that is kept on the device, and what of it is there now', async () => {
  const { storage } = await renderScreen(<StoredScreen />);
  expect(screen.getAllByRole('listitem')).toHaveLength(Object.keys(storedOnDevice).length);
  expect([...storedKeys].sort()).toEqual(Object.keys(storedOnDevice).sort());
  // Signed in: the session and its number are there, and nothing else.
  await waitFor(() => expect(screen.getAllByText(words.storedNow)).toHaveLength(2));
  expect(await storage.get('refresh-token')).toBe('refresh-1');
  const row = screen.getByText(storedOnDevice.session.name).closest('[role=listitem]');
  expect(row?.textContent).toContain(words.storedNow);
});
