import { type CodeSentData, type StepUpRequest, stepUpRequestSchema } from '@halobuzz/core/api/auth-factors';
import type { PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import { useState } from 'react';
import type { ApiFailure, ApiResult } from '../../api/failure.ts';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PasswordField } from '../auth/password-field.tsx';
import { useServices } from '../services.ts';
import type { ProofWay } from './step-up-ways.ts';

/** To whom the proof goes: a sign-in's challenge, or the session that is raised. */
export interface ProofTaker {
  /** Resolves with why it was refused, or undefined. */
  readonly prove: (proof: StepUpRequest) => Promise<ApiFailure | undefined>;
  readonly send: (factorId: string) => Promise<ApiResult<CodeSentData>>;
  readonly passkeyOptions: () => Promise<ApiResult<PasskeyRequestOptions>>;
}

/** One of the ways to prove oneself, and what it takes. */
export function ProofForm({ ways, taker }: { readonly ways: readonly ProofWay[]; readonly taker: ProofTaker }) {
  const words = useWords().stepUp;
  const [chosen, setChosen] = useState(ways[0]?.method);
  const way = ways.find(({ method }) => method === chosen);
  if (way === undefined) return <Notice tone="info" text={words.passkeyOnly} />;
  return (
    <>
      {ways.length > 1 ? (
        <Choices
          wrap
          label={words.method}
          choices={ways.flatMap(({ method }) =>
            method === 'password' ? [] : [{ value: method, label: words.methods[method] }],
          )}
          value={way.method === 'password' ? 'totp' : way.method}
          onChoose={setChosen}
        />
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
  const words = useWords().stepUp;
  const failureText = useFailureText();
  const { passkeys } = useServices();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const ask = async (): Promise<string | undefined> => {
    const options = await taker.passkeyOptions();
    if (!options.ok) return failureText(options.failure);
    const answer = await passkeys.get(options.data);
    if (!answer.ok) return answer.reason === 'given_up' ? words.passkeyGivenUp : words.passkeyFailed;
    const failure = await taker.prove({ method: 'passkey', credential: answer.data });
    return failure === undefined ? undefined : failureText(failure);
  };
  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    setError(await ask());
    setBusy(false);
  };
  return (
    <>
      {error === undefined ? null : <Notice tone="error" text={error} />}
      <Button label={words.usePasskey} busy={busy} onPress={() => void submit()} />
    </>
  );
}

function ByText(props: {
  readonly way: ProofWay;
  readonly method: Exclude<ProofWay['method'], 'passkey'>;
  readonly taker: ProofTaker;
}) {
  const words = useWords().stepUp;
  const failureText = useFailureText();
  const { way, method, taker } = props;
  const { factorId, hint } = way;
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [sent, setSent] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    if (busy) return;
    const proof = stepUpRequestSchema.safeParse(
      method === 'password' ? { method, password: text } : { method, code: text.trim() },
    );
    if (!proof.success) return setError(missingOf(words)[method]);
    setBusy(true);
    const failure = await taker.prove(proof.data);
    setBusy(false);
    setError(failure === undefined ? undefined : failureText(failure));
  };
  const send = async (to: string): Promise<void> => {
    setBusy(true);
    const answer = await taker.send(to);
    setBusy(false);
    setSent(answer.ok ? words.sent(answer.data.hint) : undefined);
    setError(answer.ok ? undefined : failureText(answer.failure));
  };
  const field = {
    label: labelsOf(words)[method],
    error,
    value: text,
    onChangeText: (next: string) => {
      setText(next);
      setError(undefined);
    },
    onSubmitEditing: () => void submit(),
    autoFocus: true,
  };
  return (
    <>
      {factorId === undefined ? null : (
        <Button
          kind="secondary"
          label={hint === undefined ? words.send : words.sendTo(hint)}
          disabled={busy}
          onPress={() => void send(factorId)}
        />
      )}
      {sent === undefined ? null : <Notice tone="success" text={sent} />}
      {method === 'password' ? (
        <PasswordField {...field} autoComplete="current-password" />
      ) : (
        <TextField
          {...field}
          autoCapitalize="none"
          autoCorrect={false}
          autoComplete="one-time-code"
          inputMode={method === 'backup_code' ? 'text' : 'numeric'}
        />
      )}
      <Button label={words.submit} busy={busy} onPress={() => void submit()} />
    </>
  );
}

type TypedMethod = Exclude<ProofWay['method'], 'passkey'>;

function labelsOf(words: Catalogue['stepUp']): Record<TypedMethod, string> {
  return {
    password: words.password,
    totp: words.code,
    sms: words.code,
    email: words.code,
    backup_code: words.backupCode,
  };
}

function missingOf(words: Catalogue['stepUp']): Record<TypedMethod, string> {
  return {
    password: words.passwordMissing,
    totp: words.codeWrong,
    sms: words.codeWrong,
    email: words.codeWrong,
    backup_code: words.backupCodeMissing,
  };
}
