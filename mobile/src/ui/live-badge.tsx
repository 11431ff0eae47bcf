import { StyleSheet, View } from 'react-native';
import { useWords } from '../i18n/use-words.ts';
import { AppText } from './text.tsx';
import { radius, space, usePalette } from './theme.ts';

export function LiveBadge() {
  const { lobby } = useWords();
  const palette = usePalette();
  return (
    <View style={[styles.badge, { backgroundColor: palette.live }]}>
      <AppText kind="label" color="onLive" style={styles.text}>
        {lobby.live}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  badge: { borderRadius: radius.s, paddingHorizontal: space.s, paddingVertical: 2 },
  text: { letterSpacing: 0.8, fontWeight: '800', fontSize: 12 },
});
