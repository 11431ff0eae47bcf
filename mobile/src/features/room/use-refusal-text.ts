import { useCallback } from 'react';
import { fieldMessageIn } from '../../i18n/field-message.ts';
import { useWords } from '../../i18n/use-words.ts';
import type { Refusal } from './room-session.ts';

/** What a person reads about a refused command, in the language in use. */
export function useRefusalText(): (refusal: Refusal) => string {
  const { errors, fields } = useWords();
  return useCallback(
    // What the server says of a changed price is shown as the price itself.
    ({ code, text }) => (text === undefined || code === 'gift_changed' ? errors[code] : fieldMessageIn(fields, text)),
    [errors, fields],
  );
}
