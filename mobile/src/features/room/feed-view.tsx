import { limits } from '@halobuzz/core/limits';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type NativeScrollEvent, ScrollView, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import type { Catalogue } from './catalogue.ts';
import type { FeedItem } from './feed.ts';
import { type ChatLine, type FeedFace, FeedLine } from './feed-line.tsx';
import { onLineKeys } from './line-keys.ts';

/** Nearer to the end than this counts as reading along. */
const followWithin = 60;
/** Nearer to the beginning than this, older lines are drawn. */
const growWithin = 300;
/** More new lines at once than this are not read out one by one. */
const spokenLinesMax = 6;

export interface FeedViewProps {
  readonly feed: readonly FeedItem[];
  /** Keys of lines that were taken away lately. */
  readonly deleted: readonly string[];
  readonly catalogue: Catalogue;
  readonly hostId: string | undefined;
  readonly face: FeedFace;
  readonly onPick: (line: ChatLine) => void;
  readonly onName: (person: Person) => void;
}

/**
 * What is said and given in the room, newest last. It follows the newest line, drawing the last few dozen; for a reader who
 * scrolls back it stands still, draws older lines as they come near, and a button tells how many are new.
 */
export function FeedView({ feed, deleted, face, ...rest }: FeedViewProps) {
  const words = useWords();
  const scroll = useRef<ScrollView>(null);
  /** What stood there when the reader scrolled back. */
  const [held, setHeld] = useState<readonly FeedItem[]>();
  const [drawnMax, setDrawnMax] = useState<number>(limits.clientFeedLinesDrawnMax);
  const following = held === undefined;
  const lines = useMemo(() => linesOf(held ?? feed, deleted, drawnMax), [held, feed, deleted, drawnMax]);
  const newest = feed.at(-1)?.key;
  const fresh = useFreshLines(feed);
  const behind = held === undefined ? 0 : linesBehind(feed, held.at(-1)?.key);

  const follow = (): void => scroll.current?.scrollToEnd({ animated: false });
  // Before the frame is drawn, so that the newest line never shows below the edge.
  useLayoutEffect(() => {
    if (following && newest !== undefined) scroll.current?.scrollToEnd({ animated: false });
  }, [following, newest]);

  const onScroll = ({ nativeEvent }: { readonly nativeEvent: NativeScrollEvent }): void => {
    const { contentSize, layoutMeasurement, contentOffset } = nativeEvent;
    const below = contentSize.height - layoutMeasurement.height - contentOffset.y;
    if (below < followWithin) {
      if (!following) toEnd();
      return;
    }
    if (following) setHeld(feed);
    if (contentOffset.y < growWithin && lines.length === drawnMax) {
      setDrawnMax((before) => before + limits.clientFeedLinesDrawnMax);
    }
  };
  const toEnd = (): void => {
    setHeld(undefined);
    setDrawnMax(limits.clientFeedLinesDrawnMax);
  };
  const stay = (): void => {
    if (following) follow();
  };
  const pick = (key: string): void => {
    const line = lines.find((item) => item.key === key);
    if (line?.kind === 'chat') rest.onPick(line);
  };
  return (
    <View style={styles.frame} {...onLineKeys(pick)}>
      <ScrollView
        ref={scroll}
        style={styles.scroll}
        contentContainerStyle={face === 'stage' ? styles.overContent : styles.content}
        onScroll={onScroll}
        scrollEventThrottle={100}
        onContentSizeChange={stay}
        onLayout={stay}
        // What is drawn above the reader must not move what they read.
        {...(following ? {} : { maintainVisibleContentPosition })}
        keyboardShouldPersistTaps="handled"
        showsVerticalScrollIndicator={face === 'surface'}
        tabIndex={0}
        aria-label={words.watching.chatKeys}
      >
        <View
          role="log"
          aria-label={words.room.chatLabel}
          aria-live={fresh > spokenLinesMax ? 'off' : 'polite'}
          style={styles.lines}
        >
          {feed.length === 0 ? (
            <AppText kind="small" color={face === 'stage' ? 'onStageMuted' : 'muted'}>
              {words.room.chatEmpty}
            </AppText>
          ) : null}
          {lines.map((item) => (
            <FeedLine key={item.key} item={item} face={face} {...rest} />
          ))}
        </View>
      </ScrollView>
      {behind > 0 ? (
        <View style={styles.behind}>
          <Button compact label={words.watching.newLines(behind)} onPress={toEnd} />
        </View>
      ) : null}
    </View>
  );
}

function linesOf(feed: readonly FeedItem[], deleted: readonly string[], drawnMax: number): readonly FeedItem[] {
  const drawn = feed.slice(-drawnMax);
  return deleted.length === 0 ? drawn : drawn.filter(({ key }) => !deleted.includes(key));
}

/** Lines that came after the one of that key; all of them when it has left the feed. */
function linesBehind(feed: readonly FeedItem[], key: string | undefined): number {
  const at = feed.findLastIndex((item) => item.key === key);
  return feed.length - 1 - at;
}

/** How many lines came with the newest change: a flood is not for a screen reader. */
function useFreshLines(feed: readonly FeedItem[]): number {
  const before = useRef<string>(undefined);
  const fresh = linesBehind(feed, before.current);
  useEffect(() => {
    before.current = feed.at(-1)?.key;
  }, [feed]);
  return fresh;
}

const maintainVisibleContentPosition = { minIndexForVisible: 0 } as const;

const styles = StyleSheet.create({
  frame: { flex: 1, minHeight: 0 },
  scroll: { flex: 1 },
  content: { flexGrow: 1, justifyContent: 'flex-end', padding: space.m },
  overContent: { flexGrow: 1, justifyContent: 'flex-end', paddingVertical: space.s },
  lines: { gap: space.s },
  behind: { position: 'absolute', bottom: space.s, alignSelf: 'center' },
});
