import { loginRequestSchema } from '@halobuzz/core/api/auth';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useCallback, useState } from 'react';
import { type ApiFailure, codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LegalLinks } from '../legal/legal-links.tsx';
import { PendingErasureCard } from '../privacy/pending-erasure-card.tsx';
import { LanguageLink } from '../settings/language-link.tsx';
import { ChallengeBox } from './challenge-box.tsx';
import { nextPathOf } from './next-path.ts';
import { PasswordField } from './password-field.tsx';
import { RefusedAccount, refusedStateOf } from './refused-account.tsx';
import { SecondStep } from './second-step.tsx';
import { type SignInStep, useSession } from './session.tsx';
import { useChallenge } from './use-challenge.ts';
import { usePasskeySignIn } from './use-passkey-sign-in.ts';

/** Name and password, then a second factor where there is one; or a passkey alone. */
export function SignInScreen() {
  const { auth: words, privacy: privacyWords, shell, errors } = useWords();
  usePageTitle(shell.nav.signIn);
  const failureText = useFailureText();
  const { state, signIn } = useSession();
  const router = useRouter();
  const { next } = useLocalSearchParams<{ next?: string }>();
  const [step, setStep] = useState<SignInStep>();
  const [refusal, setRefusal] = useState<ApiFailure>();
  const onDone = useCallback(() => {
    // Only paths of this app come out of nextPathOf.
    router.replace(nextPathOf(next) as '/');
  }, [router, next]);
  const form = useForm({
    initial: { identifier: '', password: '' },
    schema: loginRequestSchema,
    explain: { identifier: words.identifierMissing, password: words.passwordMissing },
    send: async (request) => {
      setRefusal(undefined);
      const answer = await signIn({ ...request, ...challenge.take() });
      if (answer.ok) {
        if (answer.data === undefined) onDone();
        else setStep(answer.data);
        return undefined;
      }
      if (challenge.isAsked(answer.failure)) return undefined;
      setRefusal(answer.failure);
      return answer.failure;
    },
  });
  const passkey = usePasskeySignIn({ onDone, onFailure: setRefusal });
  const submit = (): void => void form.submit();
  const challenge = useChallenge('sign_in', submit);
  const ended = state.status === 'signed-out' ? state.code : undefined;
  const erasure = refusal?.kind === 'problem' ? refusal.erasure : undefined;
  const refused = refusal === undefined ? undefined : refusedStateOf(codeOf(refusal));
  const endedFor = refusedStateOf(ended);
  const shown = form.failure ?? (refusal === undefined ? undefined : failureText(refusal));
  const account = (
    <>
      {erasure === undefined ? null : <PendingErasureCard key={erasure.cancelToken} erasure={erasure} />}
      {refused === undefined ? null : (
        <RefusedAccount state={refused} waitMs={refusal?.kind === 'problem' ? refusal.retryAfterMs : undefined} />
      )}
    </>
  );
  if (step !== undefined) {
    return (
      <Page width="form">
        {account}
        <SecondStep challenge={step} onDone={onDone} onLeave={() => setStep(undefined)} onRefused={setRefusal} />
      </Page>
    );
  }
  return (
    <Page width="form">
      <AppText kind="title">{words.signInTitle}</AppText>
      <AppText color="muted">{words.signInLead}</AppText>
      {account}
      {shown === undefined || erasure !== undefined || refused !== undefined ? null : (
        <Notice tone="error" text={shown} />
      )}
      {passkey.problem === undefined ? null : <Notice tone="error" text={passkey.problem} />}
      {refusal === undefined && endedFor !== undefined ? <RefusedAccount state={endedFor} /> : null}
      {refusal === undefined && ended !== undefined && endedFor === undefined ? (
        <Notice tone="info" text={errors[ended]} />
      ) : null}
      <TextField
        label={words.identifier}
        {...form.field('identifier')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="username"
        autoFocus
      />
      <PasswordField
        label={words.password}
        {...form.field('password')}
        onSubmitEditing={submit}
        autoComplete="current-password"
      />
      <ChallengeBox challenge={challenge} />
      <Button label={words.signIn} busy={form.busy} onPress={submit} />
      {passkey.available ? (
        <Button kind="secondary" label={words.byPasskey} busy={passkey.busy} onPress={passkey.start} />
      ) : null}
      <LinkButton href="/forgot-password" label={words.forgot} />
      <LinkButton href="/sign-up" label={words.noAccount} />
      <LinkButton href="/privacy/parent" label={privacyWords.parent.amParent} />
      <LanguageLink />
      <LegalLinks />
    </Page>
  );
}
