import { registerRequestSchema } from '@halobuzz/core/api/auth';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SignUpTerms } from '../legal/sign-up-terms.tsx';
import { useServices } from '../services.ts';
import { LanguageLink } from '../settings/language-link.tsx';
import { PasswordField } from './password-field.tsx';
import { useSession } from './session.tsx';
import { useForm } from './use-form.ts';

export function SignUpScreen() {
  const { auth: words, shell } = useWords();
  usePageTitle(shell.nav.signUp);
  const { api } = useServices();
  const { signUp } = useSession();
  const router = useRouter();
  const { next } = useLocalSearchParams<{ next?: string }>();
  // Which terms the links below lead to. Where they cannot be read, the server takes those in force.
  const fetchDocuments = useCallback(() => api.legalDocuments(), [api]);
  const { load } = useLoad(fetchDocuments);
  const terms = load.state === 'ready' ? load.data.documents.find(({ name }) => name === 'terms') : undefined;
  const form = useForm({
    initial: { username: '', email: '', password: '' },
    schema: registerRequestSchema,
    fieldOfCode: { username_taken: 'username' },
    explain: { username: words.usernameWrong, email: words.emailWrong, password: words.passwordWrong },
    send: async (request) => {
      const failure = await signUp({ ...request, ...(terms === undefined ? {} : { termsVersion: terms.version }) });
      if (failure === undefined)
        router.replace({ pathname: '/verify-email', params: next === undefined ? {} : { next } });
      return failure;
    },
  });
  const submit = (): void => void form.submit();
  return (
    <Page width="form">
      <AppText kind="title">{words.signUpTitle}</AppText>
      <AppText color="muted">{words.signUpLead}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.username}
        hint={words.usernameHint}
        {...form.field('username')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="username"
        autoFocus
      />
      <TextField
        label={words.email}
        hint={words.emailHint}
        {...form.field('email')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        inputMode="email"
        autoComplete="email"
      />
      <PasswordField
        label={words.password}
        hint={words.passwordHint}
        {...form.field('password')}
        onSubmitEditing={submit}
        autoComplete="new-password"
      />
      <SignUpTerms />
      <Button label={words.signUp} busy={form.busy} onPress={submit} />
      <LinkButton href="/sign-in" label={words.haveAccount} />
      <LanguageLink />
    </Page>
  );
}
