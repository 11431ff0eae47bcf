import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { memo, useEffect, useRef, useState } from 'react';
import { type NativeScrollEvent, ScrollView, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { hueOf, nameColorOf } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { type Catalogue, giftLabel } from './catalogue.ts';
import type { FeedItem } from './feed.ts';

/** Nearer to the end than this counts as reading along. */
const followWithin = 60;

/**
 * What is said and given in the room, newest last. It follows the newest line unless the reader has scrolled back; then a
 * button tells of new ones.
 */
export function FeedView(props: {
  readonly feed: readonly FeedItem[];
  readonly catalogue: Catalogue;
  readonly hostId: string | undefined;
}) {
  const words = useWords().room;
  const { feed, catalogue, hostId } = props;
  const scroll = useRef<ScrollView>(null);
  const following = useRef(true);
  const [behind, setBehind] = useState(false);
  const newest = feed.at(-1)?.key;
  useEffect(() => {
    if (newest !== undefined && !following.current) setBehind(true);
  }, [newest]);
  const toEnd = (): void => {
    following.current = true;
    setBehind(false);
    scroll.current?.scrollToEnd({ animated: false });
  };
  const onScroll = ({ nativeEvent }: { readonly nativeEvent: NativeScrollEvent }): void => {
    const below = nativeEvent.contentSize.height - nativeEvent.layoutMeasurement.height - nativeEvent.contentOffset.y;
    following.current = below < followWithin;
    if (following.current) setBehind(false);
  };
  const follow = (): void => {
    if (following.current) scroll.current?.scrollToEnd({ animated: false });
  };
  return (
    <View style={styles.frame}>
      <ScrollView
        ref={scroll}
        style={styles.scroll}
        contentContainerStyle={styles.content}
        onScroll={onScroll}
        scrollEventThrottle={100}
        onContentSizeChange={follow}
        onLayout={follow}
        keyboardShouldPersistTaps="handled"
        tabIndex={0}
        aria-label={words.chatLabel}
      >
        <View role="log" aria-label={words.chatLabel} aria-live="polite" style={styles.lines}>
          {feed.length === 0 ? (
            <AppText kind="small" color="muted">
              {words.chatEmpty}
            </AppText>
          ) : null}
          {feed.map((item) => (
            <FeedLine key={item.key} item={item} catalogue={catalogue} hostId={hostId} />
          ))}
        </View>
      </ScrollView>
      {behind ? (
        <View style={styles.behind}>
          <Button compact label={words.newMessages} onPress={toEnd} />
        </View>
      ) : null}
    </View>
  );
}

interface LineProps {
  readonly item: FeedItem;
  readonly catalogue: Catalogue;
  readonly hostId: string | undefined;
}

const FeedLine = memo(function FeedLine({ item, catalogue, hostId }: LineProps) {
  const words = useWords().room;
  const palette = usePalette();
  switch (item.kind) {
    case 'chat':
      return (
        <AppText>
          <Name person={item.from} isHost={item.from.id === hostId} />
          {`  ${item.text}`}
        </AppText>
      );
    case 'gift':
      return (
        <View style={[styles.gift, { backgroundColor: palette.accentSoft }]}>
          <AppText kind="strong">
            {words.giftSent(item.from.name, giftLabel(catalogue, item.gift), item.quantity)}
          </AppText>
        </View>
      );
    case 'presence':
      return (
        <AppText kind="small" color="muted">
          {item.change === 'joined' ? words.joined(item.who.name) : words.left(item.who.name)}
        </AppText>
      );
    default:
      return item satisfies never;
  }
});

/** A name in its person's colour, which is readable on the scheme's surfaces. */
function Name({ person, isHost }: { readonly person: Person; readonly isHost: boolean }) {
  const words = useWords().room;
  const palette = usePalette();
  const color = nameColorOf(hueOf(person.id), palette.scheme);
  return (
    <AppText kind="strong" style={{ color }}>
      {isHost ? `${person.name} · ${words.host}` : person.name}
    </AppText>
  );
}

const styles = StyleSheet.create({
  frame: { flex: 1, minHeight: 0 },
  scroll: { flex: 1 },
  content: { flexGrow: 1, justifyContent: 'flex-end', padding: space.m },
  lines: { gap: space.s },
  gift: { borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, alignSelf: 'flex-start' },
  behind: { position: 'absolute', bottom: space.s, alignSelf: 'center' },
});
