/**
 * Everything that this app keeps on a device, and why; nothing else can be stored. People read these words in the app, so
 * what is kept and what is said of it cannot differ. All of it is strictly necessary for what its owner asked for: nothing
 * here follows anybody.
 */
export const storedOnDevice = {
  'refresh-token': {
    name: 'Sign-in',
    why: 'Keeps you signed in on this device. Without it you would sign in each time you open HaloBuzz.',
    until: 'You sign out, or it runs out after 30 days without use.',
  },
  session: {
    name: 'Session number',
    why: 'Tells other windows of this browser when you sign in or out.',
    until: 'You sign out.',
  },
  device: {
    name: 'Device number',
    why: 'A random number by which you find this device in the list of places where you are signed in.',
    until: 'You clear this site’s data.',
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
  'consents-put-off': {
    name: 'Question put off',
    why: 'Remembers that you put off our question about optional data, so that we do not ask again.',
    until: 'You clear this site’s data.',
  },
} as const satisfies Record<string, { readonly name: string; readonly why: string; readonly until: string }>;

export type StoredKey = keyof typeof storedOnDevice;

// `Object.keys` tells the names of the very object above.
export const storedKeys = Object.keys(storedOnDevice) as readonly StoredKey[];
