import { Platform } from 'react-native';

export function deviceName(): string {
  return Platform.OS === 'ios' ? `iOS ${Platform.Version}` : `Android ${Platform.Version}`;
}
