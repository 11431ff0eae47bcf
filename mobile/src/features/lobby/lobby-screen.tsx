import { categories, type Stream } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { AccountBanners } from '../auth/account-banners.tsx';
import { useServices } from '../services.ts';
import { StreamCard } from './stream-card.tsx';

type Filter = Stream['category'] | 'all';

/** How often the list is asked for again. */
export const lobbyPollMs = 5_000;

/** The live rooms, most viewers first. */
export function LobbyScreen() {
  const { lobby: words, categories: categoryWords, ui } = useWords();
  usePageTitle(words.title);
  const filters = [
    { value: 'all', label: words.all },
    ...categories.map((value) => ({ value, label: categoryWords[value] })),
  ] as const;
  const { api } = useServices();
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState<number>(limits.pageItemsDefault);
  const [refreshing, setRefreshing] = useState(false);
  const fetchStreams = useCallback(
    () => api.streams({ limit, ...(filter === 'all' ? {} : { category: filter }) }),
    [api, filter, limit],
  );
  const { load, reload } = useLoad(fetchStreams, filter);
  usePolling(reload, lobbyPollMs);
  const refresh = (): void => {
    setRefreshing(true);
    void reload().finally(() => setRefreshing(false));
  };
  return (
    <Page width="wide" refreshControl={<RefreshControl refreshing={refreshing} onRefresh={refresh} />}>
      <AccountBanners />
      <View style={styles.head}>
        <AppText kind="title">{words.title}</AppText>
        <Button compact kind="secondary" label={ui.refresh} busy={refreshing} onPress={refresh} />
      </View>
      <Choices label={words.filter} choices={filters} value={filter} onChoose={setFilter} />
      <Loaded load={load} reload={reload}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty
              text={filter === 'all' ? words.empty : words.emptyCategory}
              action={<LinkButton href="/go-live" label={words.emptyAction} kind="primary" />}
            />
          ) : (
            <>
              <View role="list" aria-label={words.rooms(items.length)} style={styles.grid}>
                {items.map((stream) => (
                  <View key={stream.id} role="listitem" style={styles.cell}>
                    <StreamCard stream={stream} />
                  </View>
                ))}
                {/* Keeps the cards of the last row as wide as the others. */}
                <View style={styles.filler} aria-hidden />
                <View style={styles.filler} aria-hidden />
              </View>
              {next !== undefined && limit < limits.pageItemsMax ? (
                <Button
                  kind="secondary"
                  label={ui.more}
                  onPress={() => setLimit((before) => Math.min(before + limits.pageItemsDefault, limits.pageItemsMax))}
                />
              ) : null}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

const styles = StyleSheet.create({
  head: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', gap: space.m },
  grid: { flexDirection: 'row', flexWrap: 'wrap', gap: space.l },
  cell: { flexGrow: 1, flexBasis: 260 },
  filler: { flexGrow: 1, flexBasis: 260, height: 0 },
});
