import { errorSpec } from '@halobuzz/core/errors/codes';
import { useCallback } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/use-words.ts';

/** What a person reads about a failure. */
export function failureText(words: Pick<Catalogue, 'errors' | 'failure'>, failure: ApiFailure): string {
  switch (failure.kind) {
    case 'problem':
      // Text that is not the registry's is all there is to a code of a newer server.
      return failure.text === errorSpec(failure.code).text ? words.errors[failure.code] : failure.text;
    case 'network':
      return words.failure.network;
    case 'unreadable':
      return words.failure.unreadable;
    default:
      return failure satisfies never;
  }
}

/** The same in the language in use. */
export function useFailureText(): (failure: ApiFailure) => string {
  const words = useWords();
  return useCallback((failure) => failureText(words, failure), [words]);
}
