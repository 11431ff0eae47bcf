import { appIdentity } from '@halobuzz/core/app-links';
import Constants from 'expo-constants';

/** Where people who need help write to: `extra.supportContact` of the app's configuration. */
export function supportContact(): string {
  const configured: unknown = Constants.expoConfig?.extra?.supportContact;
  return typeof configured === 'string' && configured !== '' ? configured : appIdentity.support;
}
