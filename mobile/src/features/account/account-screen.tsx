import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AccountBanners } from '../auth/account-banners.tsx';
import { useAccount, useSession } from '../auth/session.tsx';
import { SessionList } from './session-list.tsx';

export function AccountScreen() {
  const { account: words, privacy: privacyWords, settings } = useWords();
  const format = useFormat();
  usePageTitle(words.title);
  const account = useAccount();
  const { signOut } = useSession();
  if (account === undefined) return null;
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AccountBanners />
      <Card>
        <View style={styles.me}>
          <Avatar name={account.username} seed={account.accountId} size={56} />
          <View style={styles.lines}>
            <AppText kind="heading">{account.username}</AppText>
            <AppText kind="small" color="muted">
              {`${account.email} · ${account.emailVerified ? words.verified : words.unverified}`}
            </AppText>
            <AppText kind="small" color="muted">
              {words.since(format.date(account.createdAt))}
            </AppText>
          </View>
        </View>
        <Button kind="secondary" label={words.signOut} onPress={() => void signOut()} />
      </Card>
      <Card>
        <LinkRow href="/settings" label={settings.open} description={settings.openLead} />
        <LinkRow ruled href="/privacy" label={privacyWords.centre.open} description={privacyWords.centre.openLead} />
      </Card>
      <SessionList />
    </Page>
  );
}

const styles = StyleSheet.create({
  me: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  lines: { flex: 1 },
});
