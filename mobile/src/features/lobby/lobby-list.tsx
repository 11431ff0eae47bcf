import { useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { CardSkeletons } from './card-skeletons.tsx';
import { LobbyGrid } from './lobby-grid.tsx';
import { isFiltered, type LobbyView, nameOf } from './lobby-view.ts';
import type { ScrollSignal } from './scroll-signal.ts';
import type { FeedLoad, LobbyFeedUse } from './use-lobby-feed.ts';

/** The list in each of its states. */
export function LobbyList(props: {
  readonly view: LobbyView;
  readonly feed: LobbyFeedUse;
  readonly scroll: ScrollSignal;
  readonly onShowAll: () => void;
}) {
  const { view, scroll } = props;
  const { load, online, refresh, more, loadingMore } = props.feed;
  const { lobby: words, ui } = useWords();
  const failureText = useFailureText();
  const spoken = useSpokenCount(nameOf(view), load);
  const retry = <Button compact kind="secondary" label={ui.retry} onPress={() => void refresh()} />;
  if (load.state === 'loading') return <CardSkeletons rows={2} />;
  if (load.state === 'failed') return <Notice tone="error" text={failureText(load.failure)} action={retry} />;
  const { items, next, waiting } = load.feed;
  const end = (
    <>
      {loadingMore ? <CardSkeletons rows={1} /> : null}
      {load.moreFailed === undefined ? null : (
        <Notice
          tone="error"
          text={failureText(load.moreFailed)}
          action={<Button compact kind="secondary" label={ui.retry} onPress={more} />}
        />
      )}
    </>
  );
  return (
    <View style={styles.list}>
      <Freshness load={load} online={online} retry={retry} />
      <AppText kind="small" color="muted" role="status">
        {spoken}
      </AppText>
      {waiting === 0 ? null : <Button kind="secondary" label={words.waiting(waiting)} onPress={() => void refresh()} />}
      {items.length === 0 ? (
        <NobodyLive view={view} onShowAll={props.onShowAll} />
      ) : (
        <LobbyGrid
          items={items}
          label={words.rooms(items.length)}
          // What could not be loaded is tried again when asked to, and not over and over.
          open={next !== undefined && load.moreFailed === undefined && online}
          scroll={scroll}
          onNearEnd={more}
          end={end}
        />
      )}
    </View>
  );
}

/** Says that what is shown may not be so any more, and since when. */
function Freshness(props: {
  readonly load: Extract<FeedLoad, { readonly state: 'ready' }>;
  readonly online: boolean;
  readonly retry: React.ReactElement;
}) {
  const { lobby: words } = useWords();
  const format = useFormat();
  const failureText = useFailureText();
  const { load, online } = props;
  const since = format.time(new Date(load.atMs).toISOString());
  if (!online) return <Notice tone="info" text={words.offline(since)} />;
  if (load.stale === undefined) return null;
  return <Notice tone="error" text={`${failureText(load.stale)} ${words.staleSince(since)}`} action={props.retry} />;
}

function NobodyLive({ view, onShowAll }: { readonly view: LobbyView; readonly onShowAll: () => void }) {
  const { lobby: words } = useWords();
  if (isFiltered(view)) {
    return <Empty text={words.emptyFilter} action={<Button label={words.showAll} onPress={onShowAll} />} />;
  }
  switch (view.tab) {
    case 'following':
      return (
        <Empty
          text={words.emptyFollowing}
          action={
            <LinkButton
              href={{ pathname: '/search', params: { kind: 'hosts' } }}
              label={words.findHosts}
              kind="primary"
            />
          }
        />
      );
    case 'trending':
      return <Empty text={words.emptyTrending} action={<Button label={words.showAll} onPress={onShowAll} />} />;
    case 'live':
      return (
        <Empty text={words.empty} action={<LinkButton href="/go-live" label={words.emptyAction} kind="primary" />} />
      );
    default:
      return view.tab satisfies never;
  }
}

/** How many there are, said when a list comes and not at each change: it changes every few seconds. */
function useSpokenCount(name: string, load: FeedLoad): string {
  const { lobby: words } = useWords();
  const [spoken, setSpoken] = useState('');
  const ready = load.state === 'ready';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, not the count that moves.
  useEffect(() => {
    setSpoken(load.state === 'ready' ? words.found(load.feed.items.length, load.feed.next !== undefined) : '');
  }, [name, ready, words]);
  return spoken;
}

const styles = StyleSheet.create({ list: { gap: space.m } });
