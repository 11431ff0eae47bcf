import type { Account } from '@halobuzz/core/api/auth';
import { useCallback, useMemo, useState } from 'react';
import { KeyboardAvoidingView, Platform, StyleSheet, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette, wideFromWidth } from '../../ui/theme.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { catalogueOf } from './catalogue.ts';
import { EndBroadcast } from './end-broadcast.tsx';
import { EndedPanel } from './ended-panel.tsx';
import { FeedView } from './feed-view.tsx';
import { GiftBanner } from './gift-banner.tsx';
import { LikeBurst } from './like-burst.tsx';
import { RoomBar } from './room-bar.tsx';
import { Stage } from './stage.tsx';
import { TopGifters } from './top-gifters.tsx';
import { useRoom } from './use-room.ts';

/** A live room: the stage, its figures, chat and gifts. Two columns where there is room for them. */
export function RoomScreen({ roomId, account }: { readonly roomId: string; readonly account: Account }) {
  const { room: words, shell, errors } = useWords();
  const { api } = useServices();
  const palette = usePalette();
  const insets = useSafeAreaInsets();
  const wide = useWindowDimensions().width >= wideFromWidth;
  const room = useRoom(roomId);
  const fetchGifts = useCallback(() => api.gifts(), [api]);
  const { load: gifts } = useLoad(fetchGifts);
  const giftList = gifts.state === 'ready' ? gifts.data.items : noGifts;
  const catalogue = useMemo(() => catalogueOf(giftList), [giftList]);
  const [giving, setGiving] = useState(false);
  const { state } = room;
  usePageTitle(state.room?.title ?? shell.nav.lobby);

  if (state.ended !== undefined || state.connection === 'ended') {
    return <EndedPanel roomId={roomId} ended={state.ended} />;
  }
  if (state.connection === 'refused') {
    return (
      <Page>
        <AppText kind="title">{words.refusedTitle}</AppText>
        <Notice tone="error" text={errors[state.refusal ?? 'unavailable']} />
        <LinkButton href="/" label={words.toLobby} kind="primary" />
      </Page>
    );
  }
  if (state.room === undefined) {
    return (
      <Page>
        <Loading text={state.connection === 'reconnecting' ? words.connection.reconnecting : words.loading} />
        <LinkButton href="/" label={words.toLobby} />
      </Page>
    );
  }

  // While the host is away there is no picture to speak of.
  const weakness =
    state.room.hostOnline && state.hostQuality !== undefined ? words.hostQuality[state.hostQuality] : undefined;
  const description = (
    <View style={styles.description}>
      <AppText kind={wide ? 'title' : 'heading'} numberOfLines={2}>
        {state.room.title}
      </AppText>
      <AppText kind="small" color="muted">
        {state.you?.role === 'host' ? words.youHost : state.room.host.name}
      </AppText>
      {state.room.hostOnline ? null : <Notice tone="info" text={words.hostAway} />}
      {weakness === undefined ? null : <Notice tone="info" text={weakness} />}
      {state.you?.role === 'host' ? <EndBroadcast roomId={roomId} /> : null}
    </View>
  );
  const stage = (
    <Stage
      media={room.media}
      host={state.room.host}
      connection={state.connection}
      viewers={state.viewers}
      wide={wide}
      back={wide ? undefined : <LinkButton href="/" label={words.toLobby} face="‹" kind="stage" />}
    >
      <LikeBurst likes={room.likes} />
      <GiftBanner gift={state.lastGift} catalogue={catalogue} />
    </Stage>
  );
  const talk = (
    <>
      <FeedView feed={state.feed} catalogue={catalogue} hostId={state.room.host.id} />
      <RoomBar room={room} gifts={giftList} account={account} giving={giving} onGiving={setGiving} />
    </>
  );

  if (wide) {
    return (
      <View role="main" style={styles.columns}>
        <View style={styles.left}>
          {stage}
          {description}
        </View>
        <View style={[styles.right, { backgroundColor: palette.surface, borderColor: palette.border }]}>
          <View style={[styles.topGifters, { borderColor: palette.border }]}>
            <TopGifters top={state.top} />
          </View>
          {talk}
        </View>
      </View>
    );
  }
  return (
    <KeyboardAvoidingView
      role="main"
      style={[styles.column, { paddingBottom: insets.bottom }]}
      behavior={Platform.OS === 'ios' ? 'padding' : undefined}
    >
      {stage}
      <View style={styles.narrowHead}>
        {description}
        {state.top.length === 0 || giving ? null : <TopGifters top={state.top.slice(0, 3)} />}
      </View>
      {talk}
    </KeyboardAvoidingView>
  );
}

const noGifts: readonly never[] = [];

const styles = StyleSheet.create({
  columns: { flex: 1, flexDirection: 'row', gap: space.l, padding: space.l },
  left: { flex: 1, gap: space.l, minWidth: 0 },
  right: { width: 400, borderWidth: 1, borderRadius: radius.l, overflow: 'hidden' },
  topGifters: { padding: space.m, borderBottomWidth: 1 },
  column: { flex: 1 },
  narrowHead: { padding: space.m, gap: space.m },
  description: { gap: space.xs },
});
