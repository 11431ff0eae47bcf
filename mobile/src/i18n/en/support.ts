/** Help, and how an account is deleted: pages that everybody can read, signed in or not. */
export const support = {
  title: 'Help and contact',
  open: 'Help and contact',
  openLead: 'Write to us, or find the page that helps',
  lead: 'People read what you write. Most get an answer within two days.',
  write: (contact: string) => `Write to ${contact}`,
  writeLead: 'Tell us your username and what happened. Never send us a password or a code.',
  topics: 'What is it about?',
  forgotten: ['You cannot sign in', 'Sign in with your e-mail address, or choose a new password there'] as const,
  money: [
    'Coins, gifts and payouts',
    'Your wallet shows every entry, and brings back purchases that did not arrive',
  ] as const,
  data: ['Your data', 'See it, take it with you, correct it'] as const,
  delete: ['Delete your account', 'What is deleted, what is kept, and how'] as const,
  people: 'Somebody breaks the rules',
  peopleLead:
    'Press a message, a name or the broadcast’s menu, then Report or Block. Nobody learns that it was you, and people look at every report. If somebody is in danger, call the police first.',
  documents: 'Rules and documents',
  deletion: {
    title: 'Delete your account',
    lead: 'You can delete your HaloBuzz account and its data at any time, in the app or here.',
    how: 'How',
    steps: [
      'Sign in, open Account, then Privacy, then Delete your account.',
      'See what is in your wallet: spend it, have it paid out, or give it up.',
      'Prove that it is you. Your account is hidden at once and signed out everywhere.',
      'For 14 days you can change your mind: by the link in our mail, or by signing in.',
    ] as const,
    gone: 'What is deleted',
    goneLead:
      'Your profile, pictures, messages, follows, devices, settings and everything else about you, from every system. The key to what is sealed is destroyed.',
    kept: 'What is kept',
    keptLead:
      'Entries of money, as the law about books asks, under a number that leads to nobody any more. A certificate proves the deletion; it names nobody.',
    some: 'Only some of it',
    someLead: 'You can have single things corrected or deleted and keep your account.',
    start: 'Delete my account',
    signIn: 'Sign in to delete your account',
    cannot: (contact: string) =>
      `You cannot sign in any more? Write to ${contact} from the e-mail address of the account, with its username.`,
    more: 'Privacy policy',
  },
};
