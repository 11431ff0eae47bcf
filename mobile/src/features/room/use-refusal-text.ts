import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { useCallback } from 'react';
import { fieldMessageIn } from '../../i18n/field-message.ts';
import { useWords } from '../../i18n/use-words.ts';
import type { Refusal } from './room-session.ts';

/** What the server says of a changed price is shown as the price itself, and of what is paused in the reader's language. */
const ownWords: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['gift_changed', 'feature_paused', 'maintenance']);

/** What a person reads about a refused command, in the language in use. */
export function useRefusalText(): (refusal: Refusal) => string {
  const { errors, fields } = useWords();
  return useCallback(
    ({ code, text }) => (text === undefined || ownWords.has(code) ? errors[code] : fieldMessageIn(fields, text)),
    [errors, fields],
  );
}
