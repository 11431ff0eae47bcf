import type { TextStore } from '../session/browser-store.ts';

/** `system`: as the device says. */
export type Theme = 'system' | 'light' | 'dark';

export function storedTheme(store: TextStore): Theme {
  const stored = store.get('appearance');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** The same choice as in the web app of this browser. */
export function applyTheme(store: TextStore, theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  if (storedTheme(store) !== theme) store.set('appearance', theme);
}
