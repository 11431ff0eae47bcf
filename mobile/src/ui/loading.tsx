import { ActivityIndicator, StyleSheet, View } from 'react-native';
import { strings } from './strings.ts';
import { AppText } from './text.tsx';
import { space, usePalette } from './theme.ts';

export function Loading({ text = strings.common.loading }: { readonly text?: string }) {
  const palette = usePalette();
  return (
    <View role="status" style={styles.loading}>
      <ActivityIndicator color={palette.accentText} />
      <AppText kind="small" color="muted">
        {text}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  loading: { alignItems: 'center', justifyContent: 'center', gap: space.m, padding: space.xxl },
});
