import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import type { FeedFace } from './feed-line.tsx';
import { useRoom } from './use-room-session.ts';

/** The message that the host or a moderator laid above the chat. */
export function PinnedMessage({ face }: { readonly face: FeedFace }) {
  const { watching: words } = useWords();
  const palette = usePalette();
  const pinned = useRoom((state) => state.pinned);
  if (pinned === undefined) return null;
  const over = face === 'stage';
  const color = over ? 'onStage' : 'text';
  return (
    <View
      role="status"
      aria-label={words.pinnedBy(pinned.from.name)}
      style={[
        styles.pinned,
        over ? styles.over : { backgroundColor: palette.accentSoft, marginHorizontal: space.m, marginTop: space.m },
      ]}
    >
      <AppText kind="label" color={over ? 'onStageMuted' : 'muted'}>
        {words.pinnedBy(pinned.from.name)}
      </AppText>
      <AppText kind="small" color={color} numberOfLines={3}>
        {pinned.text}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  pinned: { borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, gap: 2 },
  over: { backgroundColor: 'rgba(0, 0, 0, 0.6)', marginBottom: space.s },
});
