import { StyleSheet, View } from 'react-native';
import { useDirection } from '../i18n/use-words.ts';
import { type Palette, usePalette } from './theme.ts';

/** Points on, or back: to the side where the language in use goes on, or comes from. Decoration: label what it marks. */
export function Chevron({
  to,
  color,
}: {
  readonly to: 'next' | 'back';
  readonly color: Exclude<keyof Palette, 'scheme'>;
}) {
  const palette = usePalette();
  const onRight = (to === 'next') === (useDirection() === 'ltr');
  return (
    <View
      aria-hidden
      style={[styles.corner, { borderColor: palette[color], transform: [{ rotate: onRight ? '45deg' : '225deg' }] }]}
    />
  );
}

// Turned as a whole, so the corner itself is the same in every direction of writing.
const styles = StyleSheet.create({
  // The right upper corner of a box.
  corner: { width: 9, height: 9, borderTopWidth: 2, borderRightWidth: 2 },
});
