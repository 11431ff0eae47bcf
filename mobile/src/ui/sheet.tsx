import type { ReactNode } from 'react';
import { Modal, ScrollView, StyleSheet, View } from 'react-native';
import { radius, space, usePalette } from './theme.ts';

/**
 * A dialog over the screen: it holds the focus until it is answered, Escape or the back button closes it. It appears at
 * once, without motion.
 */
export function Sheet(props: {
  /** What a screen reader calls the dialog. */
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const palette = usePalette();
  return (
    <Modal transparent visible animationType="none" aria-label={props.label} onRequestClose={props.onClose}>
      <View style={styles.behind}>
        {/* Nothing for the keyboard or a screen reader: the dialog has a button of its own for this. */}
        <View
          aria-hidden
          style={styles.shade}
          onStartShouldSetResponder={() => true}
          onResponderRelease={props.onClose}
        />
        <View style={[styles.sheet, { backgroundColor: palette.background, borderColor: palette.border }]}>
          <ScrollView contentContainerStyle={styles.content} keyboardShouldPersistTaps="handled">
            {props.children}
          </ScrollView>
        </View>
      </View>
    </Modal>
  );
}

const styles = StyleSheet.create({
  behind: { flex: 1, justifyContent: 'center', alignItems: 'center', padding: space.l },
  shade: { position: 'absolute', top: 0, start: 0, bottom: 0, end: 0, backgroundColor: 'rgba(10, 6, 3, 0.6)' },
  sheet: {
    width: '100%',
    maxWidth: 440,
    maxHeight: '100%',
    borderRadius: radius.l,
    borderWidth: 1,
    overflow: 'hidden',
  },
  content: { padding: space.xl, gap: space.l },
});
