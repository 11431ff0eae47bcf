import { useCallback, useRef, useState } from 'react';
import { type ApiFailure, codeOf } from '../../api/failure.ts';

/** A challenge (Turnstile) that the server asks for before it does something; most people never see one. */
export interface Challenge {
  readonly action: 'sign_up' | 'sign_in';
  /** How often one was asked for: each wants a widget of its own, as a token is good once. 0: not yet. */
  readonly round: number;
  /** What goes with the request. A token is taken once. */
  readonly take: () => { readonly turnstileToken?: string };
  /** Whether the answer asks for a challenge; then one is shown. */
  readonly isAsked: (failure: ApiFailure) => boolean;
  readonly solved: (token: string) => void;
  /** A token that nobody took is too old. */
  readonly expired: () => void;
}

const asking: readonly (string | undefined)[] = ['challenge_required', 'challenge_failed'];

export function useChallenge(action: Challenge['action'], onSolved: () => void): Challenge {
  const [round, setRound] = useState(0);
  const token = useRef<string>(undefined);
  const take = useCallback(() => {
    const taken = token.current;
    token.current = undefined;
    return taken === undefined ? {} : { turnstileToken: taken };
  }, []);
  const isAsked = useCallback((failure: ApiFailure) => {
    if (!asking.includes(codeOf(failure))) return false;
    setRound((before) => before + 1);
    return true;
  }, []);
  const solved = (given: string): void => {
    token.current = given;
    onSolved();
  };
  const expired = useCallback(() => {
    token.current = undefined;
  }, []);
  return { action, round, take, isAsked, solved, expired };
}
