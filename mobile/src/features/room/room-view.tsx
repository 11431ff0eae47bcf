import type { Account } from '@halobuzz/core/api/auth';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { KeyboardAvoidingView, Platform, StyleSheet, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, touchTarget, usePalette, wideFromWidth } from '../../ui/theme.ts';
import { HostPanel } from '../host/host-panel.tsx';
import { BattleBar } from './battle-bar.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { ConnectionNote } from './connection-note.tsx';
import type { FeedFace } from './feed-line.tsx';
import { GiftStage } from './gift-stage.tsx';
import { GoalBar } from './goal-bar.tsx';
import { GuestSeat, useSeat } from './guest-seat.tsx';
import { LeaderboardSheet } from './leaderboard-sheet.tsx';
import { LikeButton, RoomHearts } from './like-button.tsx';
import { RoomMenu } from './room-menu.tsx';
import { RoomTray } from './room-tray.tsx';
import { scrim } from './scrim.ts';
import { Stage } from './stage.tsx';
import { StageHead } from './stage-head.tsx';
import { TopGifters, TopGiftersPill } from './top-gifters.tsx';
import { useGifts } from './use-gifts.ts';
import { useHostRelation } from './use-host-relation.ts';
import { useRoomMedia } from './use-room-media.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';
import { ViewersSheet } from './viewers-sheet.tsx';

type OpenSheet = 'menu' | 'viewers' | 'board';

/**
 * Being in a room. Upright phones: the picture fills the screen, everything else lies over it. Where there is room beside the
 * picture (wide windows, phones on their side) the chat stands there.
 */
export function RoomView({ account }: { readonly account: Account }) {
  const { room: words, watching, gifts: giftWords } = useWords();
  const palette = usePalette();
  const insets = useSafeAreaInsets();
  const { width, height } = useWindowDimensions();
  const wide = width >= wideFromWidth;
  const beside = wide || width > height * 1.2;
  const { roomId, store, connection, serverNowMs } = useSessionOfRoom();
  const media = useRoomMedia();
  const role = useRoom((state) => state.you?.role);
  const seated = useRoom((state) => state.seated);
  const host = useRoom((state) => state.room?.host);
  const title = useRoom((state) => state.room?.title);
  const hosting = role === 'host';
  const relation = useHostRelation(hosting ? undefined : host?.name);
  const [giving, setGiving] = useState(false);
  const { gifts: giftList, catalogue } = useGifts(giving);
  const giftsButton = useRef<View>(null);
  const closeTray = (): void => {
    setGiving(false);
    // What had the focus goes with the tray.
    giftsButton.current?.focus();
  };
  const [sheet, setSheet] = useState<OpenSheet>();
  const openBoard = useCallback(() => setSheet('board'), []);
  const openViewers = useCallback(() => setSheet('viewers'), []);

  const head = (
    <StageHead
      relation={relation}
      onViewers={openViewers}
      back={wide ? null : <LinkButton href="/" label={words.toLobby} face="‹" kind="stage" compact />}
    >
      <Button
        compact
        kind="secondary"
        label="⋯"
        spoken={watching.menu}
        onPress={() => setSheet('menu')}
        style={styles.round}
      />
    </StageHead>
  );
  const panel =
    role === undefined || (role === 'viewer' && !seated) ? null : (
      <HostPanel {...{ roomId, store, connection, serverNowMs }} rtc={media.rtc} />
    );
  const talk = (face: FeedFace): ReactNode => (
    <ChatPanel
      catalogue={catalogue}
      face={face}
      tray={
        giving && !hosting ? <RoomTray gifts={giftList} verified={account.emailVerified} onClose={closeTray} /> : null
      }
    >
      <LikeButton />
      {hosting ? null : (
        <Button
          buttonRef={giftsButton}
          compact
          kind={giving ? 'secondary' : 'primary'}
          label={giftWords.open}
          expanded={giving}
          onPress={() => setGiving(!giving)}
          style={styles.action}
        />
      )}
    </ChatPanel>
  );
  const sheets = (
    <>
      {sheet === 'menu' ? <RoomMenu media={media} relation={relation} onClose={() => setSheet(undefined)} /> : null}
      {sheet === 'viewers' ? <ViewersSheet onClose={() => setSheet(undefined)} /> : null}
      {sheet === 'board' ? <LeaderboardSheet onClose={() => setSheet(undefined)} /> : null}
    </>
  );

  if (beside) {
    return (
      <View role="main" style={[styles.columns, wide ? styles.airy : undefined]}>
        <View style={styles.picture}>
          <View style={[styles.frame, wide ? styles.rounded : undefined]}>
            <Stage media={media} covered={false}>
              <GiftStage catalogue={catalogue} />
              <RoomHearts />
              <View style={styles.over}>
                {head}
                <BattleBar />
                <ConnectionNote media={media} />
                <Invitation />
              </View>
            </Stage>
          </View>
          {wide ? (
            <View style={styles.description}>
              <AppText kind="title" numberOfLines={2}>
                {title}
              </AppText>
              {hosting ? (
                <AppText kind="small" color="muted">
                  {words.youHost}
                </AppText>
              ) : null}
              {panel}
            </View>
          ) : null}
        </View>
        <View
          style={[
            wide ? styles.chat : styles.slim,
            wide ? styles.rounded : undefined,
            { backgroundColor: palette.surface, borderColor: palette.border },
          ]}
        >
          {wide ? (
            <View style={[styles.standing, { borderColor: palette.border }]}>
              <TopGiftersNow onOpen={openBoard} />
              <GoalBar on="surface" />
            </View>
          ) : (
            panel
          )}
          {talk('surface')}
        </View>
        {sheets}
      </View>
    );
  }
  return (
    <KeyboardAvoidingView role="main" style={styles.fill} behavior={Platform.OS === 'web' ? undefined : 'padding'}>
      <Stage media={media} covered>
        <GiftStage catalogue={catalogue} />
        <View style={[styles.over, styles.fill]}>
          {head}
          <View style={styles.shownInRow}>
            <TopGiftersPillNow onOpen={openBoard} />
          </View>
          <BattleBar />
          <GoalBar on="stage" />
          <ConnectionNote media={media} />
          <Invitation />
          {panel}
          <View style={styles.grow} pointerEvents="none" />
        </View>
        <View
          style={[styles.lower, giving ? styles.tall : styles.half, scrim('bottom'), { paddingBottom: insets.bottom }]}
        >
          <RoomHearts />
          {giving ? null : (
            <AppText kind="heading" color="onStage" numberOfLines={1}>
              {title}
            </AppText>
          )}
          {talk('stage')}
        </View>
      </Stage>
      {sheets}
    </KeyboardAvoidingView>
  );
}

/** Apart, so that a gift draws the list alone. */
function TopGiftersNow({ onOpen }: { readonly onOpen: () => void }) {
  return <TopGifters top={useRoom((state) => state.top)} onOpen={onOpen} />;
}

function TopGiftersPillNow({ onOpen }: { readonly onOpen: () => void }) {
  return <TopGiftersPill top={useRoom((state) => state.top)} onOpen={onOpen} />;
}

/** An invitation to a seat wants an answer within a minute, so that it comes by itself. */
function Invitation() {
  const palette = usePalette();
  const seat = useSeat();
  if (seat !== 'invited') return null;
  return (
    <View style={[styles.invitation, { backgroundColor: palette.surface }]}>
      <GuestSeat seat={seat} />
    </View>
  );
}

const styles = StyleSheet.create({
  fill: { flex: 1 },
  grow: { flex: 1 },
  columns: { flex: 1, flexDirection: 'row' },
  airy: { gap: space.l, padding: space.l },
  picture: { flex: 1, gap: space.l, minWidth: 0 },
  frame: { flex: 1, minHeight: 280, overflow: 'hidden' },
  rounded: { borderRadius: radius.l },
  chat: { width: 400, borderWidth: 1, overflow: 'hidden' },
  slim: { width: 320, borderStartWidth: 1 },
  standing: { padding: space.m, gap: space.s, borderBottomWidth: 1 },
  description: { gap: space.xs, maxHeight: '45%' },
  over: { padding: space.m, gap: space.s },
  shownInRow: { flexDirection: 'row' },
  lower: {
    position: 'absolute',
    bottom: 0,
    start: 0,
    end: 0,
    paddingHorizontal: space.m,
    paddingTop: space.xl,
  },
  half: { height: '48%' },
  tall: { maxHeight: '88%' },
  action: { minHeight: touchTarget, minWidth: touchTarget },
  round: { minHeight: touchTarget, minWidth: touchTarget },
  invitation: { borderRadius: radius.m, padding: space.m },
});
