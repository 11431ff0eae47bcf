import { CommandError } from '@halobuzz/core/client/pending-commands';
import { useCallback, useState } from 'react';
import type { ApiResult } from '../../api/failure.ts';
import { fieldMessageIn } from '../../i18n/field-message.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useFailureText } from '../../ui/failure-text.ts';
import type { Outcome } from '../../ui/outcome-notice.tsx';

export interface Acting {
  /** What runs, by the name it was given. */
  readonly busy: string | undefined;
  readonly outcome: Outcome | undefined;
  /** Sends a command to the room; `done` says what a success is to be told as. Resolves with whether it was done. */
  readonly command: <T>(name: string, send: () => Promise<T>, done?: (reply: T) => string) => Promise<boolean>;
  /** The same for a request of the API. */
  readonly request: <T>(
    name: string,
    send: () => Promise<ApiResult<T>>,
    done?: (data: T) => string,
  ) => Promise<boolean>;
}

/** What is done with the tools of a room, and how the last of it went. Two acts may run at once; each ends its own `busy`. */
export function useAct(): Acting {
  const { errors, fields } = useWords();
  const failureText = useFailureText();
  const [busy, setBusy] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const run = useCallback(async (name: string, act: () => Promise<Outcome | undefined>): Promise<boolean> => {
    setBusy(name);
    setOutcome(undefined);
    const result = await act();
    setBusy((now) => (now === name ? undefined : now));
    setOutcome(result);
    return result?.ok !== false;
  }, []);
  const said = <T>(data: T, done: ((data: T) => string) | undefined): Outcome | undefined =>
    done === undefined ? undefined : { ok: true, text: done(data) };
  return {
    busy,
    outcome,
    command: (name, send, done) =>
      run(name, async () => {
        try {
          return said(await send(), done);
        } catch (error) {
          // The room client rejects with nothing else; anything else is a bug and shows as one.
          if (!(error instanceof CommandError)) throw error;
          const [field] = error.errors;
          return { ok: false, text: field === undefined ? errors[error.code] : fieldMessageIn(fields, field.message) };
        }
      }),
    request: (name, send, done) =>
      run(name, async () => {
        const answer = await send();
        return answer.ok ? said(answer.data, done) : { ok: false, text: failureText(answer.failure) };
      }),
  };
}
