import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';

/** A person's first letter on a colour that is always the same for them. Decoration: the name stands beside it. */
export function Avatar({
  name,
  seed,
  size = 32,
}: {
  readonly name: string;
  readonly seed: string;
  readonly size?: number;
}) {
  return (
    <View
      aria-hidden
      style={[styles.avatar, { width: size, height: size, borderRadius: size / 2, backgroundColor: colorOf(seed) }]}
    >
      <AppText kind="label" style={{ color: '#ffffff', fontSize: size * 0.44, lineHeight: size * 0.6 }}>
        {name.charAt(0).toUpperCase()}
      </AppText>
    </View>
  );
}

/** A dark, quiet colour for any text: white is readable on it. */
export function colorOf(seed: string): string {
  return `hsl(${hueOf(seed)}, 42%, 34%)`;
}

/** 0–359, spread by FNV-1a. */
export function hueOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}

const styles = StyleSheet.create({ avatar: { alignItems: 'center', justifyContent: 'center' } });
