import { useState } from 'react';
import type { ApiFailure } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useServices } from '../services.ts';
import { useSession } from './session.tsx';

/** Signing in by a passkey alone: no name, no password, no second factor. */
export function usePasskeySignIn(told: {
  readonly onDone: () => void;
  readonly onFailure: (failure: ApiFailure) => void;
}): {
  readonly available: boolean;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly start: () => void;
} {
  const { stepUp: words } = useWords();
  const { api, device, passkeys } = useServices();
  const { enter } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = async (): Promise<void> => {
    const options = await api.passkeySignInOptions();
    if (!options.ok) return told.onFailure(options.failure);
    const answer = await passkeys.get(options.data);
    if (!answer.ok) return setProblem(answer.reason === 'given_up' ? words.passkeyGivenUp : words.passkeyFailed);
    const tokens = await api.passkeySignIn(answer.data, await device());
    if (!tokens.ok) return told.onFailure(tokens.failure);
    await enter(tokens.data);
    told.onDone();
  };
  const start = (): void => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    void attempt().finally(() => setBusy(false));
  };
  return { available: passkeys.available, busy, problem, start };
}
