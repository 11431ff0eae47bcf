import { limits } from '@halobuzz/core/limits';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useLoad } from '../../ui/use-load.ts';
import { StreamCard } from '../lobby/stream-card.tsx';
import { useServices } from '../services.ts';

/** Other rooms that are live now, for who cannot stay in this one. An outage shows nothing. */
export function Suggestions({ except }: { readonly except: string }) {
  const { watching: words } = useWords();
  const { api } = useServices();
  // One more than is shown: this room may still stand in the list.
  const fetchStreams = useCallback(() => api.streams({ limit: limits.clientSuggestionsMax + 1 }), [api]);
  const { load } = useLoad(fetchStreams);
  const streams = load.state === 'ready' ? load.data.items.filter(({ id }) => id !== except) : [];
  if (streams.length === 0) return null;
  return (
    <View style={styles.block}>
      <AppText kind="heading">{words.liveNow}</AppText>
      <View role="list" aria-label={words.liveNow} style={styles.cards}>
        {streams.slice(0, limits.clientSuggestionsMax).map((stream) => (
          <View key={stream.id} role="listitem" style={styles.card}>
            <StreamCard stream={stream} />
          </View>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  block: { gap: space.m },
  cards: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m },
  card: { flexGrow: 1, flexBasis: 240, maxWidth: 360 },
});
