import { stepUpRequestSchema } from '@halobuzz/core/api/auth-factors';
import { useState } from 'react';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PasswordField } from '../auth/password-field.tsx';
import { useServices } from '../services.ts';
import type { StepUpWay } from './step-up-ways.ts';

/** One of the ways, and what it takes. */
export function StepUpForm({ ways, onProved }: { readonly ways: readonly StepUpWay[]; readonly onProved: () => void }) {
  const words = useWords().stepUp;
  const failureText = useFailureText();
  const { api, client } = useServices();
  const [chosen, setChosen] = useState(ways[0]?.method);
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [sent, setSent] = useState<string>();
  const [busy, setBusy] = useState(false);
  const way = ways.find(({ method }) => method === chosen);
  if (way === undefined) return <Notice tone="info" text={words.passkeyOnly} />;
  const { method, factorId } = way;

  const submit = async (): Promise<void> => {
    if (busy) return;
    const request = stepUpRequestSchema.safeParse(
      method === 'password' ? { method, password: text } : { method, code: text.trim() },
    );
    if (!request.success) return setError(missingOf(words)[method]);
    setBusy(true);
    const answer = await api.stepUp(request.data);
    setBusy(false);
    if (!answer.ok) return setError(failureText(answer.failure));
    client.raise(answer.data);
    onProved();
  };
  const send = async (to: string): Promise<void> => {
    setBusy(true);
    const answer = await api.sendStepUpCode(to);
    setBusy(false);
    setSent(answer.ok ? words.sent(answer.data.hint) : undefined);
    setError(answer.ok ? undefined : failureText(answer.failure));
  };
  const change = (next: string): void => {
    setText(next);
    setError(undefined);
  };
  const field = {
    label: labelsOf(words)[method],
    error,
    value: text,
    onChangeText: change,
    onSubmitEditing: () => void submit(),
    autoFocus: true,
  };
  return (
    <>
      {ways.length > 1 ? (
        <Choices
          wrap
          label={words.method}
          choices={ways.flatMap((one) =>
            one.method === 'password' ? [] : [{ value: one.method, label: words.methods[one.method] }],
          )}
          value={method === 'password' ? 'totp' : method}
          onChoose={(next) => {
            setChosen(next);
            setSent(undefined);
            change('');
          }}
        />
      ) : null}
      {factorId === undefined ? null : (
        <Button kind="secondary" label={words.send} disabled={busy} onPress={() => void send(factorId)} />
      )}
      {sent === undefined ? null : <Notice tone="success" text={sent} />}
      {method === 'password' ? (
        <PasswordField key={method} {...field} autoComplete="current-password" />
      ) : (
        <TextField
          key={method}
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

function labelsOf(words: Catalogue['stepUp']): Record<StepUpWay['method'], string> {
  return {
    password: words.password,
    totp: words.code,
    sms: words.code,
    email: words.code,
    backup_code: words.backupCode,
  };
}

function missingOf(words: Catalogue['stepUp']): Record<StepUpWay['method'], string> {
  return {
    password: words.passwordMissing,
    totp: words.codeWrong,
    sms: words.codeWrong,
    email: words.codeWrong,
    backup_code: words.backupCodeMissing,
  };
}
