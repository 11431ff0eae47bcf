import type { ReactNode } from 'react';
import { type StyleProp, StyleSheet, View, type ViewStyle } from 'react-native';
import { space, usePalette } from './theme.ts';

/** One of a list, below a line. `style` says how its parts lie. */
export function ListEntry({ style, children }: { readonly style: StyleProp<ViewStyle>; readonly children: ReactNode }) {
  const palette = usePalette();
  return (
    <View role="listitem" style={[styles.entry, { borderColor: palette.border }, style]}>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({ entry: { paddingVertical: space.m, borderTopWidth: 1 } });
