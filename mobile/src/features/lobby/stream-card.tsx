import type { Stream } from '@halobuzz/core/api/streams';
import { Link } from 'expo-router';
import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar, colorOf } from '../../ui/avatar.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';

/** A live room in the lobby. The whole card is one link. */
export function StreamCard({ stream }: { readonly stream: Stream }) {
  const { lobby: words, categories } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const viewers = words.viewers(stream.currentViewers, format.count(stream.currentViewers));
  return (
    <Link href={{ pathname: '/room/[id]', params: { id: stream.id } }} asChild>
      <Pressable
        role="link"
        aria-label={`${words.open(stream.title, stream.host.handle)}, ${viewers}`}
        style={StyleSheet.flatten([styles.card, { backgroundColor: palette.surface, borderColor: palette.border }])}
      >
        <View style={[styles.poster, { backgroundColor: colorOf(stream.id) }]}>
          <View style={styles.posterRow}>
            <LiveBadge />
            <View style={styles.count}>
              <AppText kind="label" color="onStage">
                {viewers}
              </AppText>
            </View>
          </View>
          <AppText kind="figure" style={styles.initial} aria-hidden>
            {stream.host.handle.charAt(0).toUpperCase()}
          </AppText>
        </View>
        <View style={styles.text}>
          <Avatar name={stream.host.handle} seed={stream.host.id} size={36} />
          <View style={styles.lines}>
            <AppText kind="strong" numberOfLines={2}>
              {stream.title}
            </AppText>
            <AppText kind="small" color="muted" numberOfLines={1}>
              {`${stream.host.handle} · ${categories[stream.category]}`}
            </AppText>
          </View>
        </View>
      </Pressable>
    </Link>
  );
}

const styles = StyleSheet.create({
  card: { borderWidth: 1, borderRadius: radius.l, overflow: 'hidden', flexGrow: 1 },
  poster: { aspectRatio: 16 / 9, padding: space.m, overflow: 'hidden' },
  posterRow: { flexDirection: 'row', justifyContent: 'space-between', alignItems: 'center' },
  count: {
    backgroundColor: 'rgba(15, 12, 10, 0.72)',
    borderRadius: radius.full,
    paddingHorizontal: space.s,
    paddingVertical: 2,
  },
  initial: {
    position: 'absolute',
    right: space.m,
    bottom: -34,
    fontSize: 150,
    lineHeight: 170,
    color: 'rgba(255, 255, 255, 0.16)',
  },
  text: { flexDirection: 'row', gap: space.m, padding: space.m },
  lines: { flex: 1 },
});
