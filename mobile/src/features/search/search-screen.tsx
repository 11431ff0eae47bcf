import { searchKinds } from '@halobuzz/core/api/discovery';
import { limits } from '@halobuzz/core/limits';
import { useLocalSearchParams, useRouter } from 'expo-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Choices } from '../../ui/choices.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LobbyGrid } from '../lobby/lobby-grid.tsx';
import { type ScrollSignal, useScrollSignal } from '../lobby/scroll-signal.ts';
import { useServices } from '../services.ts';
import { FoundHosts } from './found-hosts.tsx';
import { RecentList } from './recent-list.tsx';
import { forgetSearch, forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts';
import { SearchResults } from './search-results.tsx';

type SearchKind = (typeof searchKinds)[number];

/** Broadcasts and people by their words. Open to everybody; `/search?q=…` is a link to it. */
export function SearchScreen() {
  const { search: words } = useWords();
  usePageTitle(words.title);
  const { storage } = useServices();
  const router = useRouter();
  const params = useLocalSearchParams<{ q?: string; kind?: string }>();
  const [typed, setTyped] = useState(params.q ?? '');
  const [kind, setKind] = useState<SearchKind>(searchKinds.find((one) => one === params.kind) ?? 'streams');
  const [recent, setRecent] = useState<readonly string[]>([]);
  const scroll = useScrollSignal();
  useEffect(() => {
    void recentSearches(storage).then(setRecent);
  }, [storage]);
  // What stands in the address by our own doing says nothing new; another link does.
  const addressed = useRef(params.q);
  useEffect(() => {
    if (params.q !== undefined && params.q !== addressed.current) setTyped(params.q);
    addressed.current = params.q;
  }, [params.q]);

  // A search is worth remembering when it found something and the person went on, or asked for it by Enter.
  const last = useRef<string>(undefined);
  useEffect(
    () => () => {
      if (last.current !== undefined) void rememberSearch(storage, last.current);
    },
    [storage],
  );
  const found = useCallback(
    (query: string) => {
      last.current = query;
      addressed.current = query;
      router.setParams({ q: query });
    },
    [router],
  );
  const remember = (): void => {
    if (typed.trim() !== '') void rememberSearch(storage, typed).then(setRecent);
  };
  const choose = (next: SearchKind): void => {
    setKind(next);
    router.setParams({ kind: next });
  };
  const kinds = searchKinds.map((value) => ({ value, label: words.kinds[value] }));
  return (
    <Page width="wide" onScroll={scroll.tell}>
      <AppText kind="title">{words.title}</AppText>
      <View {...landmark}>
        <TextField
          label={words.field}
          hint={words.hint}
          value={typed}
          onChangeText={setTyped}
          onSubmitEditing={remember}
          maxLength={limits.searchQueryCharsMax}
          inputMode="search"
          enterKeyHint="search"
          autoCapitalize="none"
          autoCorrect={false}
          autoFocus={params.q === undefined}
        />
      </View>
      <Choices label={words.kind} choices={kinds} value={kind} onChoose={choose} />
      {typed.trim() === '' && recent.length > 0 ? (
        <RecentList
          searches={recent}
          onChoose={setTyped}
          onForget={(one) => void forgetSearch(storage, one).then(setRecent)}
          onForgetAll={() => void forgetSearches(storage).then(() => setRecent([]))}
        />
      ) : null}
      {kind === 'streams' ? (
        <StreamResults typed={typed} scroll={scroll} onFound={found} />
      ) : (
        <HostResults typed={typed} onFound={found} />
      )}
    </Page>
  );
}

function StreamResults(props: {
  readonly typed: string;
  readonly scroll: ScrollSignal;
  readonly onFound: (query: string) => void;
}) {
  const { api } = useServices();
  const { search: words } = useWords();
  const fetchPage = useCallback<typeof api.searchStreams>((...ask) => api.searchStreams(...ask), [api]);
  return (
    <SearchResults typed={props.typed} fetchPage={fetchPage} onFound={props.onFound}>
      {(items) => (
        <LobbyGrid items={items} label={words.kinds.streams} open={false} scroll={props.scroll} onNearEnd={nothing} />
      )}
    </SearchResults>
  );
}

function HostResults(props: { readonly typed: string; readonly onFound: (query: string) => void }) {
  const { api } = useServices();
  const fetchPage = useCallback<typeof api.searchHosts>((...ask) => api.searchHosts(...ask), [api]);
  return (
    <SearchResults typed={props.typed} fetchPage={fetchPage} onFound={props.onFound}>
      {(items) => <FoundHosts hosts={items} />}
    </SearchResults>
  );
}

const nothing = (): void => {};

/** Known to react-native-web, not to React Native's types; apps have no landmarks. */
const landmark: object = { role: 'search' };
