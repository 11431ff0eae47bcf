import Constants from 'expo-constants';

/** Where this build finds the edge: `extra.apiUrl` of the app's configuration. */
export function apiUrl(): string {
  const configured: unknown = Constants.expoConfig?.extra?.apiUrl;
  if (typeof configured !== 'string' || configured === '') throw new Error('extra.apiUrl is not set for this build');
  return configured.replace(/\/$/, '');
}
