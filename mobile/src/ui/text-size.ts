import { Platform } from 'react-native';

/**
 * A size of text or of its lines, in points at the device's usual size. Phones make it larger by themselves; on the web it
 * follows the size of text that the browser's owner set.
 */
export function textSize(points: number): number {
  // react-native-web passes a length on as it is; React Native's types know numbers alone.
  return Platform.OS === 'web' ? (`${points / 16}rem` as unknown as number) : points;
}

/** The same, but not larger than `mostRatio` times: for the few places where words must stand beside each other. */
export function cappedTextSize(points: number, mostRatio: number): number {
  if (Platform.OS !== 'web') return points;
  // As above.
  return `min(${points / 16}rem, ${points * mostRatio}px)` as unknown as number;
}
