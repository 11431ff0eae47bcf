import { passwordForgotRequestSchema, passwordResetRequestSchema } from '@halobuzz/core/api/auth-credentials';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { PasswordField } from './password-field.tsx';

/** A code by mail, then a new password. It signs nobody in: a second factor is asked for as ever. */
export function ForgotPasswordScreen() {
  const words = useWords().auth;
  usePageTitle(words.forgotTitle);
  const [step, setStep] = useState<'ask' | 'reset' | 'done'>('ask');
  return (
    <Page width="form">
      <AppText kind="title">{words.forgotTitle}</AppText>
      {step === 'ask' ? <AskCode onSent={() => setStep('reset')} /> : null}
      {step === 'reset' ? <NewPassword onDone={() => setStep('done')} onAgain={() => setStep('ask')} /> : null}
      {step === 'done' ? (
        <>
          <Notice tone="success" text={words.resetDone} />
          <LinkButton href="/sign-in" label={words.signIn} kind="primary" />
        </>
      ) : (
        <LinkButton href="/sign-in" label={words.toSignIn} />
      )}
    </Page>
  );
}

function AskCode({ onSent }: { readonly onSent: () => void }) {
  const words = useWords().auth;
  const { api } = useServices();
  const form = useForm({
    initial: { identifier: '' },
    schema: passwordForgotRequestSchema,
    explain: { identifier: words.identifierMissing },
    send: async ({ identifier }) => {
      const answer = await api.forgotPassword(identifier);
      if (!answer.ok) return answer.failure;
      onSent();
      return undefined;
    },
  });
  const submit = (): void => void form.submit();
  return (
    <>
      <AppText color="muted">{words.forgotLead}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.identifier}
        {...form.field('identifier')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="username"
        autoFocus
      />
      <Button label={words.sendCode} busy={form.busy} onPress={submit} />
      <Button kind="quiet" label={words.haveCode} onPress={onSent} />
    </>
  );
}

function NewPassword({ onDone, onAgain }: { readonly onDone: () => void; readonly onAgain: () => void }) {
  const words = useWords().auth;
  const { api } = useServices();
  const form = useForm({
    initial: { token: '', newPassword: '' },
    schema: passwordResetRequestSchema,
    fieldOfCode: { code_invalid: 'token' },
    explain: { token: words.resetCodeMissing, newPassword: words.passwordWrong },
    send: async (request) => {
      const answer = await api.resetPassword(request);
      if (!answer.ok) return answer.failure;
      onDone();
      return undefined;
    },
  });
  const submit = (): void => void form.submit();
  return (
    <>
      <Notice tone="info" text={words.forgotSent} />
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.resetCode}
        hint={words.resetCodeHint}
        {...form.field('token')}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="one-time-code"
        autoFocus
      />
      <PasswordField
        label={words.newPassword}
        hint={words.passwordHint}
        {...form.field('newPassword')}
        onSubmitEditing={submit}
        autoComplete="new-password"
      />
      <Button label={words.setPassword} busy={form.busy} onPress={submit} />
      <Button kind="quiet" label={words.sendAgain} onPress={onAgain} />
    </>
  );
}
