import { fireEvent, screen, waitFor } from '@testing-library/react';
import { AccessibilityInfo } from 'react-native';
import { expect, it, vi } from 'vitest';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { hindi } from '../../i18n/hindi.ts';
import { nepali } from '../../i18n/nepali.ts';
import { usePalette } from '../../ui/theme.ts';
import { useReducedMotion } from '../../ui/use-reduced-motion.ts';
import { LanguageLink } from './language-link.tsx';
import { SettingsScreen } from './settings-screen.tsx';
import { dataSaver, useSettings } from './settings-store.ts';

const words = english.settings;

function Scheme() {
  return <output>{usePalette().scheme}</output>;
}

function Saver() {
  return <output>{useSettings(dataSaver) ? 'saves' : 'spends'}</output>;
}

function Motion() {
  return <output>{useReducedMotion() ? 'still' : 'moves'}</output>;
}

const output = (): string | null | undefined => document.querySelector('output')?.textContent;

it('changes the language at once, tells the page, and remembers it', async () => {
  const { storage } = await renderScreen(<SettingsScreen />, { signedIn: false });
  expect(document.documentElement.lang).toBe('en');
  const inNepali = screen.getByRole('radio', { name: 'नेपाली' });
  expect(inNepali.getAttribute('lang')).toBe('ne');
  fireEvent.click(inNepali);
  expect(await screen.findByRole('heading', { name: nepali.settings.title, level: 1 })).toBeTruthy();
  expect(document.documentElement.lang).toBe('ne');
  expect(document.title).toContain(nepali.settings.title);
  expect(await storage.get('language')).toBe('ne');
  fireEvent.click(screen.getByRole('radio', { name: 'हिन्दी' }));
  expect(await screen.findByRole('heading', { name: hindi.settings.title, level: 1 })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'English' }));
  expect(await screen.findByRole('heading', { name: words.title, level: 1 })).toBeTruthy();
});

it('changes the appearance and remembers it', async () => {
  const { storage } = await renderScreen(
    <>
      <SettingsScreen />
      <Scheme />
    </>,
  );
  expect(output()).toBe('dark');
  fireEvent.click(await screen.findByRole('radio', { name: words.appearances.light }));
  await waitFor(() => expect(output()).toBe('light'));
  expect(await storage.get('appearance')).toBe('light');
});

it('saves data from then on, and forgets it when that is turned off', async () => {
  const { storage } = await renderScreen(
    <>
      <SettingsScreen />
      <Saver />
    </>,
  );
  expect(output()).toBe('spends');
  fireEvent.click(screen.getByRole('switch', { name: words.dataSaver }));
  await waitFor(() => expect(output()).toBe('saves'));
  expect(await storage.get('data-saver')).toBe('on');
  fireEvent.click(screen.getByRole('switch', { name: words.dataSaver }));
  await waitFor(() => expect(output()).toBe('spends'));
  await waitFor(async () => expect(await storage.get('data-saver')).toBeUndefined());
});

it('knows what was set before', async () => {
  await renderScreen(
    <>
      <SettingsScreen />
      <Saver />
    </>,
    { stored: { 'data-saver': 'on' } },
  );
  await waitFor(() => expect(output()).toBe('saves'));
  expect(screen.getByRole('switch', { name: words.dataSaver }).getAttribute('aria-checked')).toBe('true');
});

it('stills what moves, whatever the device says', async () => {
  const device = vi.spyOn(AccessibilityInfo, 'isReduceMotionEnabled').mockResolvedValue(false);
  try {
    await renderScreen(
      <>
        <SettingsScreen />
        <Motion />
      </>,
    );
    await waitFor(() => expect(output()).toBe('moves'));
    fireEvent.click(screen.getByRole('switch', { name: words.lessMotion }));
    await waitFor(() => expect(output()).toBe('still'));
  } finally {
    device.mockRestore();
  }
});

it('is found by its own name where nobody is signed in', async () => {
  await renderScreen(<LanguageLink />, { signedIn: false, language: 'ne' });
  expect(screen.getByRole('link', { name: 'भाषा: नेपाली' }).getAttribute('href')).toBe('/settings');
});
