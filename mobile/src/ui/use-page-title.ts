import { useEffect } from 'react';
import { Platform } from 'react-native';
import { useWords } from '../i18n/use-words.ts';

/** Names the browser's tab after the screen. Apps have no such title. */
export function usePageTitle(title: string): void {
  const { shell } = useWords();
  useEffect(() => {
    if (Platform.OS === 'web') document.title = `${title} · ${shell.app.name}`;
  }, [title, shell.app.name]);
}
