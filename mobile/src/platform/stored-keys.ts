/**
 * Everything that this app keeps on a device, and why; nothing else can be stored. People read these words in the app, so
 * what is kept and what is said of it cannot differ. All of it is strictly necessary for what its owner asked for: nothing
 * here follows anybody.
 */
export const storedOnDevice = {
  'refresh-token': {
    name: 'Sign-in',
    why: 'Keeps you signed in on this device. In a browser it is the one cookie of HaloBuzz, which no script can read.',
    until: 'You sign out, or it runs out after 30 days without use.',
  },
  session: {
    name: 'Session number',
    why: 'Remembers in a browser that you are signed in, and tells its other windows when you sign in or out.',
    until: 'You sign out.',
  },
  device: {
    name: 'Device number',
    why: 'A random number by which you find this device in the list of places where you are signed in.',
    until: 'You clear this site’s data.',
  },
  'device-secret': {
    name: 'Trusted device',
    why: 'Lets this device sign in with the password alone, once you trusted it.',
    until: 'You stop trusting it, or 30 days later.',
  },
  appearance: {
    name: 'Appearance',
    why: 'Remembers whether you chose light or dark.',
    until: 'You clear this site’s data.',
  },
  language: {
    name: 'Language',
    why: 'Remembers which language you chose.',
    until: 'You clear this site’s data.',
  },
  'live-devices': {
    name: 'Camera and microphone',
    why: 'Remembers which camera and microphone you went live with, and whether they were on.',
    until: 'You clear this site’s data.',
  },
  notifications: {
    name: 'Notifications',
    why: 'Remembers whether you turned notifications on for this device.',
    until: 'You clear this site’s data.',
  },
  'data-saver': {
    name: 'Data saver',
    why: 'Remembers that you want to save data.',
    until: 'You turn it off, or clear this site’s data.',
  },
  'less-motion': {
    name: 'Less motion',
    why: 'Remembers that you want things to keep still.',
    until: 'You turn it off, or clear this site’s data.',
  },
  'consents-put-off': {
    name: 'Question put off',
    why: 'Remembers that you put off our question about optional data, so that we do not ask again.',
    until: 'You clear this site’s data.',
  },
  'recent-searches': {
    name: 'Recent searches',
    why: 'Remembers what you searched for last, so that you can search for it again. It stays on this device.',
    until: 'You clear your recent searches, or this site’s data.',
  },
  'purchase-under-way': {
    name: 'Purchase under way',
    why: 'Remembers a purchase that is not finished, so that it goes on after an interruption and you never pay twice.',
    until: 'The purchase is finished, or after a day.',
  },
} as const satisfies Record<string, { readonly name: string; readonly why: string; readonly until: string }>;

export type StoredKey = keyof typeof storedOnDevice;

// `Object.keys` tells the names of the very object above.
export const storedKeys = Object.keys(storedOnDevice) as readonly StoredKey[];
