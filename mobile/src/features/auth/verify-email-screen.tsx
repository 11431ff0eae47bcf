import { verifyEmailRequestSchema } from '@halobuzz/core/api/auth';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useState } from 'react';
import { Linking, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { useForm } from '../../ui/use-form.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useDevelopmentServer } from '../use-development-server.ts';
import { nextPathOf } from './next-path.ts';
import { useAccount, useSession } from './session.tsx';

export function VerifyEmailScreen() {
  const { verify: words, room } = useWords();
  const outcomeOf = useOutcomeOf();
  usePageTitle(words.title);
  const { api, mailboxUrl } = useServices();
  const { reload } = useSession();
  const account = useAccount();
  const router = useRouter();
  const { next } = useLocalSearchParams<{ next?: string }>();
  const development = useDevelopmentServer();
  const [resent, setResent] = useState<Outcome>();
  const [resending, setResending] = useState(false);
  // Only paths of this app come out of nextPathOf.
  const leave = (): void => router.replace(nextPathOf(next) as '/');
  const form = useForm({
    initial: { code: '' },
    schema: verifyEmailRequestSchema,
    fieldOfCode: { code_invalid: 'code' },
    explain: { code: words.codeWrong },
    send: async ({ code }) => {
      const answer = await api.verifyEmail(code);
      if (!answer.ok) return answer.failure;
      await reload();
      leave();
      return undefined;
    },
  });
  const resend = async (): Promise<void> => {
    setResending(true);
    const answer = await api.resendCode();
    setResending(false);
    setResent(outcomeOf(answer, () => words.resent));
  };
  if (account?.emailVerified === true) {
    return (
      <Page width="form">
        <Notice tone="success" text={words.done} />
        <Button label={room.toLobby} onPress={leave} />
      </Page>
    );
  }
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead(account?.email ?? '…')}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <OutcomeNotice outcome={resent} />
      <TextField
        label={words.code}
        error={form.errors.code}
        value={form.values.code}
        onChangeText={(text) => form.set('code', text.trim())}
        onSubmitEditing={() => void form.submit()}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        autoFocus
      />
      <Button label={words.submit} busy={form.busy} onPress={() => void form.submit()} />
      <View style={styles.more}>
        {development ? (
          <Button
            kind="secondary"
            label={words.mailbox}
            onPress={() => void Linking.openURL(mailboxUrl(account?.email))}
          />
        ) : null}
        <Button kind="quiet" label={words.resend} busy={resending} onPress={() => void resend()} />
        <Button kind="quiet" label={words.later} onPress={leave} />
      </View>
    </Page>
  );
}

const styles = StyleSheet.create({ more: { gap: space.s } });
