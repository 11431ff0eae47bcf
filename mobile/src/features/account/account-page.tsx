import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** A page of the account: the way back, its name, and what it is for. */
export function AccountPage(props: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  const { account: words } = useWords();
  usePageTitle(props.title);
  return (
    <Page>
      <View style={styles.back}>
        <LinkButton compact href="/account" back label={words.title} />
      </View>
      <AppText kind="title">{props.title}</AppText>
      <AppText color="muted">{props.lead}</AppText>
      {props.children}
    </Page>
  );
}

const styles = StyleSheet.create({
  back: { flexDirection: 'row', marginStart: -12, marginBottom: -16, marginTop: -16 },
});
