import { useCallback, useRef, useState } from 'react';
import type { ApiResult } from '../../api/failure.ts';
import { type Outcome, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { useStepUp } from '../step-up/step-up.tsx';

export interface Act {
  /** What runs, by the name that was given. */
  readonly busy: string | undefined;
  readonly said: Outcome | undefined;
  /** Runs one thing at a time, with a proof of identity where the server asks; the data, or undefined where nothing came of it. */
  readonly act: <T>(name: string, action: () => Promise<ApiResult<T>>, done?: string) => Promise<T | undefined>;
}

/** What a person does to their account, and how it went. */
export function useAct(): Act {
  const { run } = useStepUp();
  const outcomeOf = useOutcomeOf();
  const [busy, setBusy] = useState<string>();
  const [said, setSaid] = useState<Outcome>();
  const running = useRef(false);
  const act = useCallback<Act['act']>(
    async (name, action, done) => {
      if (running.current) return undefined;
      running.current = true;
      setBusy(name);
      setSaid(undefined);
      const answer = await run(action);
      running.current = false;
      setBusy(undefined);
      if (answer === undefined) return undefined;
      if (!answer.ok || done !== undefined) setSaid(outcomeOf(answer, () => done ?? ''));
      return answer.ok ? answer.data : undefined;
    },
    [run, outcomeOf],
  );
  return { busy, said, act };
}
