import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import type { FeedFace } from './feed-line.tsx';
import { useRoom } from './use-room-session.ts';

/** Rules of the chat that are not the usual ones, as long as they hold. */
export function ChatModes({ face }: { readonly face: FeedFace }) {
  const { watching: words } = useWords();
  const palette = usePalette();
  const settings = useRoom((state) => state.settings);
  const modes = [
    ...(settings.slowModeSeconds > 0 ? [words.slowMode(settings.slowModeSeconds)] : []),
    ...(settings.followersOnly ? [words.followersOnly] : []),
    ...(settings.links === 'none' ? [words.noLinks] : []),
  ];
  if (modes.length === 0) return null;
  const over = face === 'stage';
  return (
    <View role="status" style={[styles.modes, over ? undefined : styles.inset]}>
      {modes.map((mode) => (
        <View key={mode} style={[styles.mode, { backgroundColor: over ? 'rgba(0, 0, 0, 0.6)' : palette.raised }]}>
          <AppText kind="label" color={over ? 'onStage' : 'muted'}>
            {mode}
          </AppText>
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  modes: { flexDirection: 'row', flexWrap: 'wrap', gap: space.xs, paddingTop: space.xs },
  inset: { paddingHorizontal: space.m },
  mode: { borderRadius: radius.full, paddingHorizontal: space.s, paddingVertical: 2 },
});
