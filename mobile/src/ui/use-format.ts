import { useMemo } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { type Format, formatOf } from './format.ts';

/** How the language in use writes amounts, counts and times. */
export function useFormat(): Format {
  const words = useWords().format;
  return useMemo(() => formatOf(words), [words]);
}
