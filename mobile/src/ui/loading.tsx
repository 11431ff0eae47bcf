import { ActivityIndicator, StyleSheet, View } from 'react-native';
import { useWords } from '../i18n/use-words.ts';
import { AppText } from './text.tsx';
import { space, usePalette } from './theme.ts';

export function Loading({ text }: { readonly text?: string }) {
  const palette = usePalette();
  const { ui } = useWords();
  return (
    <View role="status" style={styles.loading}>
      <ActivityIndicator aria-hidden color={palette.accentText} />
      <AppText kind="small" color="muted">
        {text ?? ui.loading}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  loading: { alignItems: 'center', justifyContent: 'center', gap: space.m, padding: space.xxl },
});
