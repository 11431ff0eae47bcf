import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { DeleteAccountScreen } from './delete-account-screen.tsx';
import { SupportScreen } from './support-screen.tsx';

const words = english.support;
const hrefOf = async (name: string | RegExp) => (await screen.findByRole('link', { name })).getAttribute('href');

it('help names an address and leads on, without an account', async () => {
  await renderScreen(<SupportScreen />, { signedIn: false });
  expect(await hrefOf(words.write('help@halobuzz.example'))).toBe('mailto:help@halobuzz.example');
  expect(await hrefOf(new RegExp(words.delete[0]))).toBe('/delete-account');
  expect(await hrefOf(new RegExp(words.money[0]))).toBe('/wallet');
  expect(await hrefOf(english.legal.names.terms)).toBe('/documents/terms');
  expect(screen.getByText(words.peopleLead)).toBeTruthy();
});

it('the deletion page leads the signed-out through sign-in to the deletion', async () => {
  await renderScreen(<DeleteAccountScreen />, { signedIn: false });
  expect(await hrefOf(words.deletion.signIn)).toBe(`/sign-in?next=${encodeURIComponent('/privacy/delete')}`);
  expect(screen.getAllByRole('listitem').length).toBeGreaterThanOrEqual(words.deletion.steps.length);
  expect(screen.getByText(words.deletion.goneLead)).toBeTruthy();
  expect(screen.getByText(words.deletion.keptLead)).toBeTruthy();
  expect(screen.getByText(words.deletion.cannot('help@halobuzz.example'))).toBeTruthy();
});

it('and the signed-in straight to it', async () => {
  await renderScreen(<DeleteAccountScreen />);
  expect(await hrefOf(words.deletion.start)).toBe('/privacy/delete');
});

it('both speak the language in use', async () => {
  await renderScreen(<DeleteAccountScreen />, { signedIn: false, language: 'ne' });
  expect(await screen.findByRole('heading', { level: 1, name: 'खाता मेटाउनुहोस्' })).toBeTruthy();
});
