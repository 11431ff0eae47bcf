import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { type ApiResult, codeOf } from '../../api/failure.ts';
import { StepUpSheet } from './step-up-sheet.tsx';

export interface StepUp {
  /**
   * Runs `action`; where the server first wants a proof of who asks, asks for that and runs it again. Undefined when the
   * person gave up: nothing was done.
   */
  readonly run: <T>(action: () => Promise<ApiResult<T>>) => Promise<ApiResult<T> | undefined>;
}

const StepUpContext = createContext<StepUp | undefined>(undefined);

export function useStepUp(): StepUp {
  const stepUp = useContext(StepUpContext);
  if (stepUp === undefined) throw new Error('useStepUp needs a StepUpProvider above it');
  return stepUp;
}

/** Asks for a proof of identity over whatever screen needs one. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [asking, setAsking] = useState(false);
  const answer = useRef<(proved: boolean) => void>(undefined);
  const finish = useCallback((proved: boolean) => {
    setAsking(false);
    answer.current?.(proved);
    answer.current = undefined;
  }, []);
  // Nobody is left waiting for an answer that cannot come any more.
  useEffect(() => () => answer.current?.(false), []);
  const run = useCallback<StepUp['run']>(async (action) => {
    const first = await action();
    if (first.ok || codeOf(first.failure) !== 'step_up_required') return first;
    answer.current?.(false);
    const proved = await new Promise<boolean>((resolve) => {
      answer.current = resolve;
      setAsking(true);
    });
    return proved ? action() : undefined;
  }, []);
  const stepUp = useMemo(() => ({ run }), [run]);
  return (
    <StepUpContext.Provider value={stepUp}>
      {children}
      {asking ? <StepUpSheet onProved={() => finish(true)} onGivenUp={() => finish(false)} /> : null}
    </StepUpContext.Provider>
  );
}
