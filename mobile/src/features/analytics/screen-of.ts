import type { AnalyticsEvent } from '@halobuzz/core/analytics-events';

type Screen = Extract<AnalyticsEvent, { name: 'screen_viewed' }>['properties']['screen'];

/** The kind of screen at a path of the app: never which room, whose profile or what document. Undefined: not counted. */
export function screenOf(path: string): Screen | undefined {
  const [, first = ''] = path.split('/');
  return screens[first];
}

const screens: Readonly<Record<string, Screen>> = {
  '': 'lobby',
  room: 'room',
  wallet: 'wallet',
  'go-live': 'go_live',
  account: 'settings',
  settings: 'settings',
  privacy: 'privacy',
  'sign-in': 'sign_in',
  'sign-up': 'sign_up',
};
