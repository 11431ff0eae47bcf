import { StyleSheet, View } from 'react-native';
import { strings } from './strings.ts';
import { AppText } from './text.tsx';
import { radius, space, usePalette } from './theme.ts';

export function LiveBadge() {
  const palette = usePalette();
  return (
    <View style={[styles.badge, { backgroundColor: palette.live }]}>
      <AppText kind="label" color="onLive" style={styles.text}>
        {strings.lobby.live}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  badge: { borderRadius: radius.s, paddingHorizontal: space.s, paddingVertical: 2 },
  text: { letterSpacing: 0.8, fontWeight: '800', fontSize: 12 },
});
