import type { PeoplePage } from '@halobuzz/core/api/people';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useAccount } from '../auth/session.tsx';
import { BlockButton } from '../people/block-button.tsx';
import { FollowButton } from '../people/follow-button.tsx';
import { PersonLink } from '../people/person-link.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import { useServices } from '../services.ts';
import { AccountPage } from './account-page.tsx';

type Listed = PeoplePage['items'][number];

/** Whom one follows, and whom one blocked. */
export function PeopleListsScreen() {
  const words = useWords().account.people;
  const { api } = useServices();
  const username = useAccount()?.username ?? '';
  const followed = useCallback((cursor?: string) => api.following(username, cursor), [api, username]);
  const blocked = useCallback((cursor?: string) => api.blocks(cursor), [api]);
  return (
    <AccountPage title={words.title} lead={words.lead}>
      <Card>
        <AppText kind="heading">{words.following}</AppText>
        <PagedList
          label={words.following}
          fetchPage={followed}
          changed=""
          keyOf={({ id }) => id}
          empty={<Empty text={words.followingNone} />}
        >
          {(person) => <Followed person={person} />}
        </PagedList>
      </Card>
      <Card>
        <AppText kind="heading">{words.blocked}</AppText>
        <PagedList
          label={words.blocked}
          fetchPage={blocked}
          changed=""
          keyOf={({ id }) => id}
          empty={<Empty text={words.blockedNone} />}
        >
          {(person) => <Blocked person={person} />}
        </PagedList>
      </Card>
    </AccountPage>
  );
}

// Both stay in their list after a press: it can be taken back on the spot.
function Followed({ person }: { readonly person: Listed }) {
  const [following, setFollowing] = useState(true);
  const { handle, displayName } = person;
  return (
    <Row person={person}>
      <FollowButton
        compact
        username={handle}
        name={displayName}
        following={following}
        onChange={(relation) => setFollowing(relation.following)}
      />
    </Row>
  );
}

function Blocked({ person }: { readonly person: Listed }) {
  const [blocking, setBlocking] = useState(true);
  const { handle, displayName } = person;
  return (
    <Row person={person}>
      <BlockButton
        compact
        username={handle}
        name={displayName}
        blocking={blocking}
        onChange={(relation) => setBlocking(relation.blocking)}
      />
    </Row>
  );
}

function Row({ person, children }: { readonly person: Listed; readonly children: React.ReactNode }) {
  return (
    <ListEntry style={styles.row}>
      <PersonPicture name={person.displayName} seed={person.id} avatar={person.avatar} />
      <View style={styles.name}>
        <PersonLink username={person.handle} name={person.displayName} />
      </View>
      {children}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  name: { flexGrow: 1, flexShrink: 1, flexBasis: 120 },
});
