import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import type { Palette } from './theme.ts';

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
  return avatarColorOf(hueOf(seed));
}

export function avatarColorOf(hue: number): string {
  return `hsl(${hue}, 42%, 32%)`;
}

/** A name's colour in the chat: readable on the scheme's background and surface. */
export function nameColorOf(hue: number, scheme: Palette['scheme']): string {
  return scheme === 'dark' ? `hsl(${hue}, 65%, 76%)` : `hsl(${hue}, 65%, 27%)`;
}

/** 0–359: FNV-1a, then murmur3's finaliser, without which ids that differ in one character come out alike. */
export function hueOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 360;
}

const styles = StyleSheet.create({ avatar: { alignItems: 'center', justifyContent: 'center' } });
