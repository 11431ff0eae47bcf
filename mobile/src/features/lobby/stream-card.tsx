import type { Stream } from '@halobuzz/core/api/streams';
import { Link } from 'expo-router';
import type { Ref } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { PersonPicture } from '../people/person-picture.tsx';
import { Cover } from './cover.tsx';

/** A live room in the lobby. The whole card is one link. */
export function StreamCard(props: {
  readonly stream: Stream;
  readonly cardRef?: Ref<View>;
  readonly onFocus?: () => void;
  /** A key was pressed on it; whether it led somewhere. Keyboards alone. */
  readonly onKey?: (key: string) => boolean;
}) {
  const { stream, cardRef, onFocus, onKey } = props;
  const { lobby: words, categories } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const viewers = words.viewers(stream.currentViewers, format.count(stream.currentViewers));
  const marks = marksOf(stream, words);
  // Known to react-native-web, not to React Native's types; apps have no such keys.
  const keys = {
    onKeyDown: (event: { readonly key: string; preventDefault(): void }) => {
      if (onKey?.(event.key) === true) event.preventDefault();
    },
  };
  return (
    <View style={[styles.card, { backgroundColor: palette.surface, borderColor: palette.border }]}>
      {/* Heard as the link's name, which lies over all of it: in one sentence, and in a better order. */}
      <View aria-hidden>
        <View style={styles.poster}>
          <Cover stream={stream} />
          <View style={styles.posterRow}>
            <LiveBadge />
            <Shade text={viewers} />
          </View>
          {marks.length === 0 ? null : (
            <View style={[styles.posterRow, styles.marks]}>
              {marks.map((mark) => (
                <Shade key={mark} text={mark} />
              ))}
            </View>
          )}
        </View>
        <View style={styles.text}>
          <PersonPicture name={stream.host.handle} seed={stream.host.id} avatar={stream.host.avatar} size={36} />
          <View style={styles.lines}>
            <AppText kind="strong" numberOfLines={2}>
              {stream.title}
            </AppText>
            <AppText kind="small" color="muted" numberOfLines={1}>
              {[stream.host.handle, categories[stream.category], ...stream.tags.map((tag) => `#${tag}`)].join(' · ')}
            </AppText>
          </View>
        </View>
      </View>
      <Link href={{ pathname: '/room/[id]', params: { id: stream.id } }} asChild>
        <Pressable
          role="link"
          aria-label={[words.open(stream.title, stream.host.handle), viewers, ...marks].join(', ')}
          {...(cardRef === undefined ? {} : { ref: cardRef })}
          {...(onFocus === undefined ? {} : { onFocus })}
          {...keys}
          style={styles.link}
        />
      </Link>
    </View>
  );
}

/** Words on a picture. */
function Shade({ text }: { readonly text: string }) {
  return (
    <View style={styles.shade}>
      <AppText kind="label" color="onStage">
        {text}
      </AppText>
    </View>
  );
}

/** What somebody should know before they open it. */
function marksOf(stream: Stream, words: ReturnType<typeof useWords>['lobby']): readonly string[] {
  const { visibility, adultsOnly } = stream.privacy;
  return [
    ...(stream.status === 'interrupted' ? [words.interrupted] : []),
    ...(adultsOnly ? [words.adultsOnly] : []),
    ...(visibility === 'password' ? [words.password] : []),
    ...(visibility === 'followers' ? [words.followersOnly] : []),
  ];
}

const styles = StyleSheet.create({
  link: { position: 'absolute', top: 0, start: 0, bottom: 0, end: 0, borderRadius: radius.l },
  card: { borderWidth: 1, borderRadius: radius.l, overflow: 'hidden', flexGrow: 1 },
  poster: { aspectRatio: 16 / 9, padding: space.m, overflow: 'hidden', justifyContent: 'space-between' },
  posterRow: { flexDirection: 'row', justifyContent: 'space-between', alignItems: 'center' },
  marks: { justifyContent: 'flex-start', gap: space.s, flexWrap: 'wrap' },
  shade: {
    backgroundColor: 'rgba(15, 12, 10, 0.72)',
    borderRadius: radius.full,
    paddingHorizontal: space.s,
    paddingVertical: 2,
  },
  text: { flexDirection: 'row', gap: space.m, padding: space.m },
  // Room for a title of two lines, so that all rows of the grid are of one height.
  lines: { flex: 1, minHeight: 66 },
});
