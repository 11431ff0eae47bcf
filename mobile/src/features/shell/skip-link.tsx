import { useState } from 'react';
import { Platform, Pressable, StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
// Without its extension, as a `.native.ts` stands beside the file: the bundler picks.
import { focusMain } from '../../platform/focus-main';
import { AppText } from '../../ui/text.tsx';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';

/** The first thing the keyboard meets: past the navigation, to what the screen is about. Seen only while it has the focus. */
export function SkipLink() {
  const palette = usePalette();
  const { shell } = useWords();
  const [focused, setFocused] = useState(false);
  if (Platform.OS !== 'web') return null;
  return (
    <Pressable
      role="button"
      onPress={focusMain}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      style={[styles.skip, { backgroundColor: palette.accent }, focused ? undefined : styles.away]}
    >
      <AppText kind="label" color="onAccent">
        {shell.skip}
      </AppText>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  skip: {
    position: 'absolute',
    top: space.s,
    start: space.s,
    zIndex: 10,
    minHeight: touchTarget,
    justifyContent: 'center',
    paddingHorizontal: space.l,
    borderRadius: radius.full,
  },
  // Out of sight and still in the order of the keyboard.
  away: { top: -200 },
});
