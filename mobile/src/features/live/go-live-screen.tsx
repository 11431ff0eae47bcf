import { categories, type Stream, startStreamRequestSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useRouter } from 'expo-router';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useForm } from '../auth/use-form.ts';
import { VerifyBanner } from '../auth/verify-banner.tsx';
import { useServices } from '../services.ts';

export function GoLiveScreen() {
  const { goLive: words, categories: categoryWords } = useWords();
  const choices = categories.map((value) => ({ value, label: categoryWords[value] }));
  usePageTitle(words.title);
  const { api } = useServices();
  const router = useRouter();
  const form = useForm({
    initial: { title: '', category: 'talk' as Stream['category'] },
    schema: startStreamRequestSchema,
    explain: { title: words.roomTitleMissing },
    send: async (request) => {
      const answer = await api.startStream(request);
      if (!answer.ok) return answer.failure;
      router.replace({ pathname: '/room/[id]', params: { id: answer.data.stream.id } });
      return undefined;
    },
  });
  const submit = (): void => void form.submit();
  return (
    <Page width="form">
      <VerifyBanner />
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.roomTitle}
        hint={words.roomTitleHint}
        {...form.field('title')}
        onSubmitEditing={submit}
        maxLength={limits.roomTitleCharsMax}
        autoFocus
      />
      <View style={styles.category}>
        <AppText kind="label">{words.category}</AppText>
        <Choices
          wrap
          label={words.category}
          choices={choices}
          value={form.values.category}
          onChoose={(value) => form.set('category', value)}
        />
      </View>
      <Button label={words.submit} busy={form.busy} onPress={submit} />
    </Page>
  );
}

const styles = StyleSheet.create({ category: { gap: space.xs } });
