import type { ReactNode } from 'react';
import { type RefreshControlProps, ScrollView, StyleSheet, View } from 'react-native';
import { space } from './theme.ts';

/** A screen that scrolls, its content centred and no wider than reads well. */
export function Page(props: {
  readonly children: ReactNode;
  readonly width?: 'form' | 'text' | 'wide';
  readonly refreshControl?: React.ReactElement<RefreshControlProps>;
  /** Told of scrolling, a few times a second at most. */
  readonly onScroll?: () => void;
}) {
  return (
    <ScrollView
      style={styles.scroll}
      contentContainerStyle={styles.content}
      keyboardShouldPersistTaps="handled"
      {...(props.onScroll === undefined ? {} : { onScroll: props.onScroll, scrollEventThrottle: 100 })}
      {...(props.refreshControl === undefined ? {} : { refreshControl: props.refreshControl })}
    >
      <View role="main" style={[styles.column, { maxWidth: widths[props.width ?? 'text'] }]}>
        {props.children}
      </View>
    </ScrollView>
  );
}

const widths = { form: 440, text: 680, wide: 1160 } as const;

const styles = StyleSheet.create({
  scroll: { flex: 1 },
  content: { flexGrow: 1, alignItems: 'center', paddingHorizontal: space.l, paddingVertical: space.xl },
  column: { width: '100%', gap: space.l },
});
