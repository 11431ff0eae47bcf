import { useCallback } from 'react';
import type { ApiResult } from '../api/failure.ts';
import { useFailureText } from './failure-text.ts';
import { Notice } from './notice.tsx';

/** How something that a person asked for went, in words. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** Makes an outcome of an answer: what `done` says of a success, or why there was none. */
export function useOutcomeOf(): <T>(answer: ApiResult<T>, done: (data: T) => string) => Outcome {
  const failureText = useFailureText();
  return useCallback(
    (answer, done) =>
      answer.ok ? { ok: true, text: done(answer.data) } : { ok: false, text: failureText(answer.failure) },
    [failureText],
  );
}

/** Says how it went; nothing while there is nothing to say. */
export function OutcomeNotice({ outcome }: { readonly outcome: Outcome | undefined }) {
  return outcome === undefined ? null : <Notice tone={outcome.ok ? 'success' : 'error'} text={outcome.text} />;
}
