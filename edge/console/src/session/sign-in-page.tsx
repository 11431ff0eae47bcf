import { codeSentDataSchema, type FactorProof, type MfaChallengeData } from '@halobuzz/core/api/auth-factors';
import { passkeyRequestOptionsSchema } from '@halobuzz/core/api/auth-passkeys';
import { type FormEvent, useMemo, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { TextField } from '../kit/fields.tsx';
import { Notice } from '../kit/notice.tsx';
import { touch } from './last-touch.ts';
import { ProofForm, type ProofTaker } from './proof-form.tsx';
import { waysOfChallenge } from './proof-ways.ts';
import { useServices } from './session-context.ts';
import { thisDevice } from './this-device.ts';
import { useAttempt } from './use-attempt.ts';

type Challenge = MfaChallengeData['challenge'];

/** Signs staff in: password and second factor, or a passkey. The web app of this browser is signed in with it. */
export function SignInPage({ ended }: { readonly ended?: ApiProblem | undefined }) {
  const [challenge, setChallenge] = useState<Challenge>();
  return (
    <main className="card narrow stack">
      <h1>HaloBuzz console</h1>
      {ended === undefined ? null : <Notice tone="info">{ended.title}</Notice>}
      {challenge === undefined ? (
        <FirstStep onChallenge={setChallenge} />
      ) : (
        <SecondStep challenge={challenge} onBack={() => setChallenge(undefined)} />
      )}
      <p className="muted">
        For staff alone. Whatever you do here is recorded. A password is reset, and a second factor set up, in{' '}
        <a href="/">the app</a>.
      </p>
    </main>
  );
}

function FirstStep({ onChallenge }: { readonly onChallenge: (challenge: Challenge) => void }) {
  const { session, passkeys, store, now } = useServices();
  const [identifier, setIdentifier] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useAttempt();
  const byPassword = async (): Promise<void> => {
    if (identifier.trim() === '' || password === '') {
      throw new ApiProblem('validation_failed', 'Type your name and your password.');
    }
    touch(store, now());
    const body = { identifier: identifier.trim(), password, device: thisDevice(store) };
    const challenge = await session.signIn({ method: 'POST', path: '/auth/login', body });
    if (challenge !== undefined) onChallenge(challenge);
  };
  const byPasskey = async (): Promise<void> => {
    const options = await session.sendOpen({
      method: 'POST',
      path: '/auth/passkeys/sign-in/options',
      body: {},
      schema: passkeyRequestOptionsSchema,
    });
    const credential = await passkeys.get(options);
    if (credential === undefined)
      throw new ApiProblem('given_up', 'No passkey was used. Try again, or use your password.');
    touch(store, now());
    await session.signIn({
      method: 'POST',
      path: '/auth/passkeys/sign-in',
      body: { credential, device: thisDevice(store) },
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void run(byPassword);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {error === undefined ? null : <Notice tone="error">{error}</Notice>}
      <TextField
        label="Username or e-mail address"
        autoComplete="username webauthn"
        value={identifier}
        autoFocus
        onChange={setIdentifier}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <div className="row">
        <button type="submit" className="primary" aria-disabled={busy}>
          Sign in
        </button>
        {passkeys.available ? (
          <button type="button" aria-disabled={busy} onClick={() => void run(byPasskey)}>
            Sign in with a passkey
          </button>
        ) : null}
      </div>
    </form>
  );
}

function SecondStep({ challenge, onBack }: { readonly challenge: Challenge; readonly onBack: () => void }) {
  const { session, passkeys, store, now } = useServices();
  const taker = useMemo<ProofTaker>(() => {
    const open = { challengeId: challenge.id, device: { id: thisDevice(store).id } };
    return {
      prove: async (proof) => {
        touch(store, now());
        await session.signIn({ method: 'POST', path: '/auth/mfa/verify', body: { ...open, ...factorProofOf(proof) } });
      },
      send: (factorId) =>
        session.sendOpen({
          method: 'POST',
          path: '/auth/mfa/challenge/send',
          body: { ...open, factorId },
          schema: codeSentDataSchema,
        }),
      passkeyOptions: () =>
        session.sendOpen({
          method: 'POST',
          path: '/auth/passkeys/challenge/options',
          body: open,
          schema: passkeyRequestOptionsSchema,
        }),
    };
  }, [challenge.id, session, store, now]);
  return (
    <div className="stack">
      <h2>Your second factor</h2>
      <ProofForm ways={waysOfChallenge(challenge.methods, passkeys.available)} taker={taker} />
      <button type="button" onClick={onBack}>
        Back
      </button>
    </div>
  );
}

/** A sign-in's second step is never the password: the first was. */
function factorProofOf(proof: Parameters<ProofTaker['prove']>[0]): FactorProof {
  if (proof.method === 'password') throw new ApiProblem('validation_failed', 'Use your second factor.');
  return proof;
}
