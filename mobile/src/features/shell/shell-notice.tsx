import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { space } from '../../ui/theme.ts';

/** A notice of the frame, between the header and the screen. */
export function ShellNotice({ children }: { readonly children: ReactNode }) {
  return <View style={styles.notice}>{children}</View>;
}

const styles = StyleSheet.create({ notice: { paddingHorizontal: space.l, paddingVertical: space.s } });
