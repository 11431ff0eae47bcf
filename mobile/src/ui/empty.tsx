import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { radius, space, usePalette } from './theme.ts';

/** Where a list would stand, when it is empty. */
export function Empty({ text, action }: { readonly text: string; readonly action?: ReactNode }) {
  const palette = usePalette();
  return (
    <View style={[styles.empty, { borderColor: palette.border }]}>
      <AppText color="muted" style={styles.text}>
        {text}
      </AppText>
      {action}
    </View>
  );
}

const styles = StyleSheet.create({
  empty: {
    alignItems: 'center',
    gap: space.l,
    paddingVertical: space.xxl,
    paddingHorizontal: space.l,
    borderWidth: 1,
    borderStyle: 'dashed',
    borderRadius: radius.l,
  },
  text: { textAlign: 'center' },
});
