import { act, render, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { memoryStorage, type StoragePort } from '../platform/storage-port.ts';
import { preferredLanguage } from './language.ts';
import { firstLanguage, LanguageProvider } from './language-provider.tsx';
import { type LanguageChoice, useLanguage, useWords } from './use-words.ts';

let choice: Pick<LanguageChoice, 'setLanguage'>;

function Probe() {
  choice = useLanguage();
  return <output>{useWords().room.send}</output>;
}

const shown = (): string | null | undefined => document.querySelector('output')?.textContent;

function show(storage: StoragePort, tags: readonly string[]): ReturnType<typeof render> {
  return render(
    <LanguageProvider storage={storage} deviceLanguages={() => tags}>
      <Probe />
    </LanguageProvider>,
  );
}

it.each([
  [['ne-NP', 'en'], 'ne'],
  [['hi-IN'], 'hi'],
  [['NE'], 'ne'],
  [['fr-FR', 'hi', 'en'], 'hi'],
  [['en-GB', 'ne'], 'en'],
  [['new-NP', 'fr'], 'en'],
  [[], 'en'],
])('takes of the device’s languages %j: %s', (tags, language) => {
  expect(preferredLanguage(tags)).toBe(language);
});

it('shows nothing before the language is known, then the device’s', async () => {
  show(memoryStorage(), ['ne-NP']);
  expect(shown()).toBeUndefined();
  await waitFor(() => expect(shown()).toBe('पठाउनुहोस्'));
  expect(document.documentElement.lang).toBe('ne');
  expect(document.documentElement.dir).toBe('ltr');
});

it('prefers what was chosen, and ignores what is none of its languages', async () => {
  const storage = memoryStorage();
  await storage.set('language', 'hi');
  expect((await firstLanguage(storage, () => ['ne'])).language).toBe('hi');
  await storage.set('language', 'tlh');
  expect((await firstLanguage(storage, () => ['ne'])).language).toBe('ne');
});

it('lets the last choice win, and remembers it', async () => {
  const storage = memoryStorage();
  show(storage, ['en']);
  await waitFor(() => expect(shown()).toBe('Send'));
  await act(async () => {
    await Promise.all([choice.setLanguage('ne'), choice.setLanguage('hi')]);
  });
  expect(shown()).toBe('भेजें');
  expect(await storage.get('language')).toBe('hi');
});

it('follows another window that changes the language', async () => {
  let tell = (): void => {};
  const storage: StoragePort = {
    ...memoryStorage(),
    onOtherChange: (key, changed) => {
      if (key === 'language') tell = changed;
      return () => {};
    },
  };
  show(storage, ['en']);
  await waitFor(() => expect(shown()).toBe('Send'));
  await storage.set('language', 'ne');
  await act(async () => tell());
  await waitFor(() => expect(shown()).toBe('पठाउनुहोस्'));
});

it('stays as it is when the texts of a language cannot be loaded', async () => {
  vi.doMock('./hindi.ts', () => {
    throw new Error('offline');
  });
  try {
    const storage = memoryStorage();
    show(storage, ['en']);
    await waitFor(() => expect(shown()).toBe('Send'));
    let taken: boolean | undefined;
    await act(async () => {
      taken = await choice.setLanguage('hi');
    });
    expect(taken).toBe(false);
    expect(shown()).toBe('Send');
    expect(await storage.get('language')).toBeUndefined();
    expect(screen.getByText('Send')).toBeTruthy();
  } finally {
    vi.doUnmock('./hindi.ts');
  }
});
