import { useCallback } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { HostNotifications } from './host-notifications.tsx';
import { PushDevices } from './push-devices.tsx';

/** Where one is notified, and of whom. */
export function NotificationsScreen() {
  const words = useWords().notifications;
  usePageTitle(words.title);
  const { api } = useServices();
  const username = useAccount()?.username ?? '';
  const fetchPage = useCallback((cursor?: string) => api.following(username, cursor), [api, username]);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <PushDevices />
      <Card>
        <AppText kind="heading">{words.hosts}</AppText>
        <AppText color="muted">{words.hostsLead}</AppText>
        <PagedList
          label={words.hosts}
          fetchPage={fetchPage}
          changed={username}
          keyOf={({ id }) => id}
          empty={<Empty text={words.nobody} />}
        >
          {(person) => (
            <View role="listitem">
              <HostNotifications
                username={person.handle}
                name={person.displayName === '' ? person.handle : person.displayName}
                labelled="by_name"
              />
            </View>
          )}
        </PagedList>
      </Card>
    </Page>
  );
}
