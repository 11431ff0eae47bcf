import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AccountBanners } from '../auth/account-banners.tsx';
import { useAccount, useSession } from '../auth/session.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import { useServices } from '../services.ts';

export function AccountScreen() {
  const { account: words, privacy: privacyWords, live, moderation, settings, notifications, support } = useWords();
  const format = useFormat();
  usePageTitle(words.title);
  const account = useAccount();
  const { signOut } = useSession();
  const { api } = useServices();
  const fetchProfile = useCallback(() => api.ownProfile(), [api]);
  // Decoration: without it the letter stands there.
  const { load } = useLoad(fetchProfile);
  const avatar = load.state === 'ready' ? load.data.details?.avatar : undefined;
  if (account === undefined) return null;
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AccountBanners />
      <Card>
        <View style={styles.me}>
          <PersonPicture name={account.username} seed={account.accountId} avatar={avatar} size={56} />
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
        <LinkRow href="/account/profile" label={words.open.profile} description={words.open.profileLead} />
        <LinkRow ruled href="/account/security" label={words.open.security} description={words.open.securityLead} />
        <LinkRow ruled href="/account/devices" label={words.open.devices} description={words.open.devicesLead} />
        <LinkRow ruled href="/account/people" label={words.open.people} description={words.open.peopleLead} />
      </Card>
      <Card>
        <LinkRow href="/broadcasts" label={live.broadcasts} description={live.broadcastsLead} />
        <LinkRow ruled href="/settings" label={settings.open} description={settings.openLead} />
        <LinkRow ruled href="/notifications" label={notifications.open} description={notifications.openLead} />
        <LinkRow ruled href="/privacy" label={privacyWords.centre.open} description={privacyWords.centre.openLead} />
        <LinkRow ruled href="/support" label={support.open} description={support.openLead} />
        <LinkRow ruled href="/sanctions" label={moderation.sanctionsTitle} description={moderation.sanctionsOpenLead} />
      </Card>
    </Page>
  );
}

const styles = StyleSheet.create({
  me: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  lines: { flex: 1 },
});
