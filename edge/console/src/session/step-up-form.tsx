import {
  accessTokenDataSchema,
  codeSentDataSchema,
  type FactorListData,
  factorListDataSchema,
} from '@halobuzz/core/api/auth-factors';
import { passkeyRequestOptionsSchema } from '@halobuzz/core/api/auth-passkeys';
import { useEffect, useMemo, useState } from 'react';
import { type ApiProblem, problemFrom } from '../api/api-problem.ts';
import { Notice } from '../kit/notice.tsx';
import { touch } from './last-touch.ts';
import { ProofForm, type ProofTaker } from './proof-form.tsx';
import { waysOf } from './proof-ways.ts';
import { useServices } from './session-context.ts';

/** Asks whoever is signed in to prove themselves, by any factor that their account has. Success goes to the session. */
export function StepUpForm() {
  const { session, passkeys, store, now } = useServices();
  const [factors, setFactors] = useState<FactorListData>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try asks again
  useEffect(() => {
    let wanted = true;
    session.sendLocked({ method: 'GET', path: '/auth/mfa', schema: factorListDataSchema }).then(
      (found) => wanted && setFactors(found),
      (thrown: unknown) => wanted && setProblem(problemFrom(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [session, tries]);
  const taker = useMemo<ProofTaker>(
    () => ({
      prove: async (body) => {
        const request = { method: 'POST', path: '/auth/step-up', body, schema: accessTokenDataSchema } as const;
        const access = await session.sendLocked(request);
        touch(store, now());
        session.proved(access);
      },
      send: (factorId) =>
        session.sendLocked({
          method: 'POST',
          path: '/auth/step-up/send',
          body: { factorId },
          schema: codeSentDataSchema,
        }),
      passkeyOptions: () =>
        session.sendLocked({
          method: 'POST',
          path: '/auth/passkeys/step-up/options',
          body: {},
          schema: passkeyRequestOptionsSchema,
        }),
    }),
    [session, store, now],
  );
  if (problem !== undefined) {
    return (
      <Notice tone="error">
        {problem.title}{' '}
        <button
          type="button"
          onClick={() => {
            setProblem(undefined);
            setTries(tries + 1);
          }}
        >
          Try again
        </button>
      </Notice>
    );
  }
  if (factors === undefined) return <p role="status">Loading…</p>;
  return <ProofForm ways={waysOf(factors, passkeys.available)} taker={taker} />;
}
