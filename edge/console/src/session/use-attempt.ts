import { useState } from 'react';
import { problemFrom } from '../api/api-problem.ts';

export interface Attempt {
  readonly busy: boolean;
  /** Why the last one failed, or what is missing before the next. */
  readonly error: string | undefined;
  readonly setError: (error: string | undefined) => void;
  /** One at a time: a second press while it is under way does nothing. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

/** Something that is sent to prove who one is, and how it went. */
export function useAttempt(): Attempt {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(problemFrom(thrown).title);
    }
    setBusy(false);
  };
  return { busy, error, setError, run };
}
