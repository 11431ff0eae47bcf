import { useLocalSearchParams, useRouter } from 'expo-router';
import { useEffect, useMemo, useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AccountBanners } from '../auth/account-banners.tsx';
import { useAccount } from '../auth/session.tsx';
import { tagsOf } from './lobby-feed.ts';
import { LobbyFilters } from './lobby-filters.tsx';
import { LobbyList } from './lobby-list.tsx';
import { type LobbyTab, type LobbyView, nameOf, paramsOf, viewOf } from './lobby-view.ts';
import { useScrollSignal } from './scroll-signal.ts';
import { TopHostsStrip } from './top-hosts.tsx';
import { useLobbyFeed } from './use-lobby-feed.ts';

/** How many tags of what is live are offered. */
const tagsOffered = 8;

/** What is live: by viewers, by what happened lately, or of those one follows. Open to everybody. */
export function LobbyScreen() {
  const { lobby: words, ui } = useWords();
  usePageTitle(words.title);
  const signedIn = useAccount() !== undefined;
  const [chosen, setView] = useLobbyView();
  // Whoever signs out looks at what is open to all.
  const view: LobbyView = chosen.tab === 'following' && !signedIn ? { ...chosen, tab: 'live' } : chosen;
  const feed = useLobbyFeed(view);
  const scroll = useScrollSignal();
  const [refreshing, setRefreshing] = useState(false);
  const refresh = (): void => {
    setRefreshing(true);
    void feed.refresh().finally(() => setRefreshing(false));
  };
  const items = feed.load.state === 'ready' ? feed.load.feed.items : undefined;
  const tags = useMemo(() => tagsOf(items ?? [], tagsOffered), [items]);
  const tabs: readonly { readonly value: LobbyTab; readonly label: string }[] = [
    { value: 'live', label: words.tabs.live },
    { value: 'trending', label: words.tabs.trending },
    ...(signedIn ? [{ value: 'following', label: words.tabs.following } as const] : []),
  ];
  return (
    <Page
      width="wide"
      onScroll={scroll.tell}
      refreshControl={<RefreshControl refreshing={refreshing} onRefresh={refresh} />}
    >
      <AccountBanners />
      <View style={styles.head}>
        <AppText kind="title">{words.title}</AppText>
        <View style={styles.actions}>
          <LinkButton compact href="/search" label={words.search} />
          <Button compact kind="secondary" label={ui.refresh} busy={refreshing} onPress={refresh} />
        </View>
      </View>
      <Choices label={words.lists} choices={tabs} value={view.tab} onChoose={(tab) => setView({ tab })} />
      {view.tab === 'following' ? null : <LobbyFilters view={view} tags={tags} onChange={setView} />}
      {view.tab === 'live' ? <TopHostsStrip /> : null}
      <LobbyList view={view} feed={feed} scroll={scroll} onShowAll={() => setView(everything)} />
    </Page>
  );
}

const everything = { tab: 'live', category: undefined, country: undefined, tag: undefined } as const;

/** The view that is chosen; it stands in the address, and follows a link that changes that. */
function useLobbyView(): [LobbyView, (change: Partial<LobbyView>) => void] {
  const params = useLocalSearchParams();
  const router = useRouter();
  const [view, setView] = useState(() => viewOf(params));
  const addressed = viewOf(params);
  const name = nameOf(addressed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address alone, by the name of what it shows.
  useEffect(() => setView(addressed), [name]);
  return [
    view,
    (change) => {
      const next = { ...view, ...change };
      setView(next);
      router.setParams(paramsOf(next));
    },
  ];
}

const styles = StyleSheet.create({
  head: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: space.m,
  },
  actions: { flexDirection: 'row', alignItems: 'center', gap: space.s },
});
