import { type CodeSentData, type StepUpRequest, stepUpRequestSchema } from '@halobuzz/core/api/auth-factors';
import type { PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import { type FormEvent, useState } from 'react';
import { TextField } from '../kit/fields.tsx';
import { Notice } from '../kit/notice.tsx';
import type { ProofWay } from './proof-ways.ts';
import { useServices } from './session-context.ts';
import { useAttempt } from './use-attempt.ts';

/** To whom the proof goes: a sign-in's challenge, or the session that is raised. Each throws an `ApiProblem`. */
export interface ProofTaker {
  readonly prove: (proof: StepUpRequest) => Promise<void>;
  readonly send: (factorId: string) => Promise<CodeSentData>;
  readonly passkeyOptions: () => Promise<PasskeyRequestOptions>;
}

const names: Readonly<Record<ProofWay['method'], string>> = {
  password: 'Password',
  totp: 'Authenticator app',
  sms: 'Text message',
  email: 'E-mail',
  passkey: 'Passkey',
  backup_code: 'Backup code',
};

/** One of the ways to prove oneself, and what it takes. */
export function ProofForm({ ways, taker }: { readonly ways: readonly ProofWay[]; readonly taker: ProofTaker }) {
  const [chosen, setChosen] = useState(ways[0]?.method);
  const way = ways.find(({ method }) => method === chosen);
  if (way === undefined) {
    return <Notice tone="info">This account proves itself by a passkey, which this browser does not know.</Notice>;
  }
  return (
    <>
      {ways.length > 1 ? (
        <fieldset className="choices">
          <legend>Prove it by</legend>
          {ways.map(({ method }) => (
            <label key={method}>
              <input type="radio" name="proof-way" checked={method === way.method} onChange={() => setChosen(method)} />
              {names[method]}
            </label>
          ))}
        </fieldset>
      ) : null}
      {way.method === 'passkey' ? (
        <ByPasskey taker={taker} />
      ) : (
        <ByText key={way.method} way={way} method={way.method} taker={taker} />
      )}
    </>
  );
}

function ByPasskey({ taker }: { readonly taker: ProofTaker }) {
  const { passkeys } = useServices();
  const { busy, error, setError, run } = useAttempt();
  const ask = async (): Promise<void> => {
    const credential = await passkeys.get(await taker.passkeyOptions());
    if (credential === undefined) setError('No passkey was used. Try again, or choose another way.');
    else await taker.prove({ method: 'passkey', credential });
  };
  return (
    <>
      {error === undefined ? null : <Notice tone="error">{error}</Notice>}
      <button type="button" className="primary" aria-disabled={busy} onClick={() => void run(ask)}>
        Use a passkey
      </button>
    </>
  );
}

function ByText(props: {
  readonly way: ProofWay;
  readonly method: Exclude<ProofWay['method'], 'passkey'>;
  readonly taker: ProofTaker;
}) {
  const { way, method, taker } = props;
  const { factorId, hint } = way;
  const [text, setText] = useState('');
  const [sent, setSent] = useState<string>();
  const { busy, error, setError, run } = useAttempt();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const proof = stepUpRequestSchema.safeParse(
      method === 'password' ? { method, password: text } : { method, code: text.trim() },
    );
    if (!proof.success) {
      setError(method === 'password' ? 'Type your password.' : 'Type the code.');
      return;
    }
    void run(() => taker.prove(proof.data));
  };
  const isBackup = method === 'backup_code';
  return (
    <form onSubmit={submit} className="stack" noValidate>
      {factorId === undefined ? null : (
        <button
          type="button"
          aria-disabled={busy}
          onClick={() =>
            void run(async () => {
              const { hint: where } = await taker.send(factorId);
              setSent(`A code is on its way to ${where}.`);
            })
          }
        >
          {hint === undefined ? 'Send a code' : `Send a code to ${hint}`}
        </button>
      )}
      {sent === undefined ? null : <Notice tone="success">{sent}</Notice>}
      <TextField
        label={method === 'password' ? 'Password' : isBackup ? 'Backup code' : 'Code'}
        type={method === 'password' ? 'password' : 'text'}
        autoComplete={method === 'password' ? 'current-password' : 'one-time-code'}
        inputMode={method === 'password' || isBackup ? 'text' : 'numeric'}
        value={text}
        error={error}
        autoFocus
        onChange={(next) => {
          setText(next);
          setError(undefined);
        }}
      />
      <button type="submit" className="primary" aria-disabled={busy}>
        Continue
      </button>
    </form>
  );
}
