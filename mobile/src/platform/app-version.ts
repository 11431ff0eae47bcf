import Constants from 'expo-constants';

/** The version of this build, as its configuration names it. */
export function appVersion(): string | undefined {
  return Constants.expoConfig?.version;
}
