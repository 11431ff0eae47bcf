import { Platform, type ViewStyle } from 'react-native';

const toDark = (direction: string): string => `linear-gradient(${direction}, rgba(0, 0, 0, 0), rgba(0, 0, 0, 0.78))`;

/** Darkens the picture towards its lower or upper edge, so that text over it can be read. */
export function scrim(edge: 'top' | 'bottom'): ViewStyle {
  const image = toDark(edge === 'bottom' ? 'to bottom' : 'to top');
  // react-native-web takes any property of CSS; React Native has its own name for this one.
  return Platform.OS === 'web' ? ({ backgroundImage: image } as ViewStyle) : { experimental_backgroundImage: image };
}
