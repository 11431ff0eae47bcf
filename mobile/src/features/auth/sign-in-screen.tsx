import { loginRequestSchema } from '@halobuzz/core/api/auth';
import type { PendingErasure } from '@halobuzz/core/errors/app-error';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LegalLinks } from '../legal/legal-links.tsx';
import { PendingErasureCard } from '../privacy/pending-erasure-card.tsx';
import { nextPathOf } from './next-path.ts';
import { PasswordField } from './password-field.tsx';
import { useSession } from './session.tsx';
import { useForm } from './use-form.ts';

export function SignInScreen() {
  const { auth: words, privacy: privacyWords, shell, errors } = useWords();
  usePageTitle(shell.nav.signIn);
  const { state, signIn } = useSession();
  const router = useRouter();
  const { next } = useLocalSearchParams<{ next?: string }>();
  const [erasure, setErasure] = useState<PendingErasure>();
  const form = useForm({
    initial: { identifier: '', password: '' },
    schema: loginRequestSchema,
    explain: { identifier: words.identifierMissing, password: words.passwordMissing },
    send: async (request) => {
      const answer = await signIn(request);
      const failure = answer.ok ? undefined : answer.failure;
      setErasure(failure?.kind === 'problem' ? failure.erasure : undefined);
      // Only paths of this app come out of nextPathOf.
      if (failure === undefined) router.replace(nextPathOf(next) as '/');
      return failure;
    },
  });
  const submit = (): void => void form.submit();
  const ended = state.status === 'signed-out' ? state.code : undefined;
  return (
    <Page width="form">
      <AppText kind="title">{words.signInTitle}</AppText>
      <AppText color="muted">{words.signInLead}</AppText>
      {erasure === undefined ? null : <PendingErasureCard key={erasure.cancelToken} erasure={erasure} />}
      {form.failure === undefined || erasure !== undefined ? null : <Notice tone="error" text={form.failure} />}
      {form.failure === undefined && ended !== undefined ? <Notice tone="info" text={errors[ended]} /> : null}
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
      <Button label={words.signIn} busy={form.busy} onPress={submit} />
      <LinkButton href="/sign-up" label={words.noAccount} />
      <LinkButton href="/privacy/parent" label={privacyWords.parent.amParent} />
      <LegalLinks />
    </Page>
  );
}
