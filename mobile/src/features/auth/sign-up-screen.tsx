import { isOfAgeOn } from '@halobuzz/core/age';
import { registerRequestSchema } from '@halobuzz/core/api/auth';
import { sayBirthDateRequestSchema } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { birthDateAutoComplete } from '../../ui/birth-date-auto-complete.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SignUpTerms } from '../legal/sign-up-terms.tsx';
import { usePaused } from '../paused/use-paused.ts';
import { useServices } from '../services.ts';
import { LanguageLink } from '../settings/language-link.tsx';
import { ChallengeBox } from './challenge-box.tsx';
import { PasswordField } from './password-field.tsx';
import { useSession } from './session.tsx';
import { useChallenge } from './use-challenge.ts';

/** The age is asked before anything is sent: who is too young gets no account, and leaves nothing behind. */
const signUpSchema = registerRequestSchema.extend(sayBirthDateRequestSchema.shape);

export function SignUpScreen() {
  const { auth: words, shell, account } = useWords();
  const dates = account.profile;
  usePageTitle(shell.nav.signUp);
  const { api } = useServices();
  const { signUp } = useSession();
  const router = useRouter();
  const { next } = useLocalSearchParams<{ next?: string }>();
  // Which terms the links below lead to. Where they cannot be read, the server takes those in force.
  const fetchDocuments = useCallback(() => api.legalDocuments(), [api]);
  const { load } = useLoad(fetchDocuments);
  const terms = load.state === 'ready' ? load.data.documents.find(({ name }) => name === 'terms') : undefined;
  const now = usePaused();
  const paused = now?.maintenance !== undefined || now?.paused.includes('sign_up') === true;
  const [tooYoung, setTooYoung] = useState(false);
  const form = useForm({
    initial: { birthDate: '', username: '', email: '', password: '' },
    schema: signUpSchema,
    fieldOfCode: { username_taken: 'username' },
    explain: {
      birthDate: dates.birthDateWrong,
      username: words.usernameWrong,
      email: words.emailWrong,
      password: words.passwordWrong,
    },
    send: async ({ birthDate, ...request }) => {
      const today = new Date(Date.now()).toISOString().slice(0, 10);
      const young = !isOfAgeOn(birthDate, limits.accountAgeYearsMin, today);
      setTooYoung(young);
      if (young) return undefined;
      const version = terms === undefined ? {} : { termsVersion: terms.version };
      const failure = await signUp({ ...request, ...version, ...challenge.take() });
      if (failure !== undefined) return challenge.isAsked(failure) ? undefined : failure;
      // Some countries ask for more years: then the account says so itself. Unheard, the profile asks again.
      await api.sayBirthDate(birthDate);
      router.replace({ pathname: '/verify-email', params: next === undefined ? {} : { next } });
      return undefined;
    },
  });
  const submit = (): void => void form.submit();
  const challenge = useChallenge('sign_up', submit);
  return (
    <Page width="form">
      <AppText kind="title">{words.signUpTitle}</AppText>
      <AppText color="muted">{words.signUpLead}</AppText>
      {paused ? <Notice tone="info" text={words.signUpPaused} /> : null}
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      {tooYoung ? <Notice tone="error" text={words.tooYoung(limits.accountAgeYearsMin)} /> : null}
      <TextField
        label={dates.birthDate}
        hint={`${dates.birthDateHint}. ${dates.birthDateLead}`}
        {...form.field('birthDate')}
        onSubmitEditing={submit}
        inputMode="numeric"
        placeholder="1998-04-17"
        autoComplete={birthDateAutoComplete}
        autoFocus
      />
      <TextField
        label={words.username}
        hint={words.usernameHint}
        {...form.field('username')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="username"
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
      <ChallengeBox challenge={challenge} />
      <Button label={words.signUp} busy={form.busy} disabled={paused} onPress={submit} />
      <LinkButton href="/sign-in" label={words.haveAccount} />
      <LanguageLink />
    </Page>
  );
}
