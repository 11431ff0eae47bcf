import type { ApiFailure } from '../api/failure.ts';
import { strings } from './strings.ts';

/** What a person reads about a failure. */
export function failureText(failure: ApiFailure): string {
  switch (failure.kind) {
    case 'problem':
      return failure.text;
    case 'network':
      return strings.failure.network;
    case 'unreadable':
      return strings.failure.unreadable;
    default:
      return failure satisfies never;
  }
}
