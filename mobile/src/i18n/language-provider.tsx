import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
// Without its extension, as a `.native.ts` stands beside the file: the bundler picks.
import { markDocument } from '../platform/document-language';
import type { StoragePort } from '../platform/storage-port.ts';
import { english } from './english.ts';
import { type Language, languageOf, languages, preferredLanguage } from './language.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { type LanguageChoice, LanguageContext } from './use-words.ts';

/** A language with its texts. */
export type Spoken = Pick<LanguageChoice, 'language' | 'words'>;

/** The language to begin with: the one that was chosen, else the device's, with its texts. English where those fail. */
export async function firstLanguage(storage: StoragePort, deviceLanguages: () => readonly string[]): Promise<Spoken> {
  const language = languageOf(await storage.get(key)) ?? preferredLanguage(deviceLanguages());
  return (await spokenOf(language)) ?? { language: 'en', words: english };
}

/**
 * Gives the texts of the language in use. Nothing is shown until it is known, so that nobody sees another one first.
 *
 * @param props.first the language to begin with, where it is known already
 */
export function LanguageProvider(props: {
  readonly storage: StoragePort;
  readonly deviceLanguages: () => readonly string[];
  readonly first?: Spoken;
  readonly children: ReactNode;
}) {
  const { storage, deviceLanguages, first } = props;
  const [spoken, setSpoken] = useState(first);
  const newest = useRef(0);
  const take = useCallback(async (find: () => Promise<Spoken | undefined>, taken?: () => Promise<void>) => {
    newest.current += 1;
    const mine = newest.current;
    const found = await find();
    // Unless a later choice overtook this one.
    if (mine === newest.current && found !== undefined) {
      setSpoken(found);
      await taken?.();
    }
    return found !== undefined;
  }, []);
  const setLanguage = useCallback(
    (language: Language) =>
      take(
        () => spokenOf(language),
        () => storage.set(key, language),
      ),
    [storage, take],
  );
  useEffect(() => {
    const find = () => take(() => firstLanguage(storage, deviceLanguages));
    if (first === undefined) void find();
    return storage.onOtherChange(key, () => void find());
  }, [storage, deviceLanguages, first, take]);
  useEffect(() => {
    if (spoken !== undefined) markDocument(spoken.language, languages[spoken.language].direction);
  }, [spoken]);
  const choice = useMemo(() => (spoken === undefined ? undefined : { ...spoken, setLanguage }), [spoken, setLanguage]);
  if (choice === undefined) return null;
  return <LanguageContext.Provider value={choice}>{props.children}</LanguageContext.Provider>;
}

/** Undefined when the texts could not be loaded. */
async function spokenOf(language: Language): Promise<Spoken | undefined> {
  try {
    return { language, words: await loadCatalogue(language) };
  } catch {
    return undefined;
  }
}

const key = 'language';
