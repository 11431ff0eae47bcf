import type { Profile, Relation } from '@halobuzz/core/api/people';
import { useLocalSearchParams } from 'expo-router';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccount } from '../auth/session.tsx';
import { HostNotifications } from '../notifications/host-notifications.tsx';
import { useServices } from '../services.ts';
import { BlockButton } from './block-button.tsx';
import { FollowButton } from './follow-button.tsx';
import { PersonPicture } from './person-picture.tsx';
import { ReportForm } from './report-form.tsx';

/** A person as everybody sees them, and what one may do about them. */
export function ProfileScreen() {
  const words = useWords().people;
  const { username = '' } = useLocalSearchParams<{ username: string }>();
  usePageTitle(username === '' ? words.title : username);
  const { api } = useServices();
  const signedIn = useAccount() !== undefined;
  const fetchProfile = useCallback(() => api.profile(username, signedIn), [api, username, signedIn]);
  const { load, reload, update } = useLoad(fetchProfile, username);
  if (load.state === 'failed' && gone.includes(codeOf(load.failure))) {
    return (
      <Page>
        <Empty text={words.notFound} />
      </Page>
    );
  }
  return (
    <Page>
      <Loaded load={load} reload={reload}>
        {(profile) => (
          <Person profile={profile} onChange={(relation) => update((before) => withRelation(before, relation))} />
        )}
      </Loaded>
    </Page>
  );
}

/** `validation_failed`: no username looks like this. */
const gone = ['not_found', 'validation_failed'] as readonly (string | undefined)[];

function Person({ profile, onChange }: { readonly profile: Profile; readonly onChange: (relation: Relation) => void }) {
  const words = useWords().people;
  const format = useFormat();
  const account = useAccount();
  const { details, relation, handle } = profile;
  const name = profile.displayName === '' ? handle : profile.displayName;
  const own = account?.accountId === profile.id;
  const marks = [
    details?.host === true ? words.host : undefined,
    details?.verified === true ? words.verified : undefined,
    relation?.followsYou === true ? words.followsYou : undefined,
  ].filter((mark) => mark !== undefined);
  return (
    <>
      <View style={styles.head}>
        <PersonPicture name={name} seed={profile.id} avatar={details?.avatar} size={96} />
        <View style={styles.names}>
          <AppText kind="title">{name}</AppText>
          <AppText color="muted">{`@${handle}`}</AppText>
          {marks.length === 0 ? null : (
            <AppText kind="small" color="muted">
              {marks.join(' · ')}
            </AppText>
          )}
        </View>
      </View>
      {details === undefined ? (
        <Empty text={words.blockedYou} />
      ) : (
        <>
          {details.bio === '' ? null : <AppText>{details.bio}</AppText>}
          <AppText kind="small" color="muted" role="status">
            {[
              words.followers(details.followers, format.count(details.followers)),
              words.following(format.count(details.following)),
              words.since(format.date(details.joinedAt)),
            ].join(' · ')}
          </AppText>
          {details.live === undefined ? null : <LiveNow live={details.live} />}
        </>
      )}
      {own ? (
        <View style={styles.acts}>
          <AppText color="muted">{words.you}</AppText>
          <LinkButton href="/account/profile" label={words.edit} kind="primary" />
        </View>
      ) : (
        <Acts handle={handle} name={name} relation={relation} onChange={onChange} />
      )}
    </>
  );
}

function LiveNow({ live }: { readonly live: NonNullable<NonNullable<Profile['details']>['live']> }) {
  const { people: words, lobby, categories } = useWords();
  const format = useFormat();
  return (
    <Card>
      <View style={styles.live}>
        <LiveBadge />
        <AppText kind="small" color="muted">
          {`${categories[live.category]} · ${lobby.viewers(live.currentViewers, format.count(live.currentViewers))}`}
        </AppText>
      </View>
      <AppText kind="subheading">{live.title}</AppText>
      <LinkButton href={{ pathname: '/room/[id]', params: { id: live.id } }} label={words.watch} kind="primary" />
    </Card>
  );
}

/** Follow, block, report; to who is not signed in, what it takes. */
function Acts(props: {
  readonly handle: string;
  readonly name: string;
  readonly relation: Relation | undefined;
  readonly onChange: (relation: Relation) => void;
}) {
  const { people: words, shell } = useWords();
  const [reporting, setReporting] = useState(false);
  const { handle, name, relation, onChange } = props;
  if (relation === undefined) {
    return (
      <View style={styles.acts}>
        <AppText color="muted">{words.signInFirst}</AppText>
        <LinkButton
          href={{ pathname: '/sign-in', params: { next: `/people/${handle}` } }}
          label={shell.nav.signIn}
          kind="primary"
        />
      </View>
    );
  }
  const person = { username: handle, name, onChange };
  return (
    <View style={styles.acts}>
      {relation.blocking ? <AppText color="muted">{words.blocked}</AppText> : null}
      {relation.blocking || relation.blockedBy ? null : <FollowButton {...person} following={relation.following} />}
      <BlockButton {...person} blocking={relation.blocking} />
      <Button kind="secondary" label={words.report} onPress={() => setReporting(true)} />
      {relation.following ? (
        <View style={styles.row}>
          <HostNotifications username={handle} name={name} />
        </View>
      ) : null}
      {reporting ? <ReportForm target={{ kind: 'user', id: handle }} onClose={() => setReporting(false)} /> : null}
    </View>
  );
}

function withRelation(profile: Profile, relation: Relation): Profile {
  const { details, relation: before } = profile;
  const change = Number(relation.following) - Number(before?.following ?? false);
  return {
    ...profile,
    relation,
    ...(details === undefined ? {} : { details: { ...details, followers: Math.max(0, details.followers + change) } }),
  };
}

const styles = StyleSheet.create({
  head: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  names: { flex: 1, gap: 2 },
  live: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  row: { width: '100%' },
  acts: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
});
