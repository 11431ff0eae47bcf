/** Your own account. */
export const account = {
  title: 'Account',
  verified: 'Verified',
  unverified: 'Not verified',
  since: (date: string) => `With us since ${date}`,
  sessions: 'Where you are signed in',
  current: 'This device',
  lastSeen: (when: string) => `Last seen ${when}`,
  revoke: 'Sign out there',
  revokeOf: (device: string) => `Sign out ${device}`,
  ending: 'What you can do',
  signOut: 'Sign out',
};
