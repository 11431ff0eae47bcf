import { useEffect } from 'react';
import { Platform } from 'react-native';
import { strings } from './strings.ts';

/** Names the browser's tab after the screen. Apps have no such title. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    if (Platform.OS === 'web') document.title = `${title} · ${strings.app.name}`;
  }, [title]);
}
