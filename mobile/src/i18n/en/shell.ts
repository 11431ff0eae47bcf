/** The frame around every screen. */
export const shell = {
  app: { name: 'HaloBuzz', tagline: 'Live rooms with chat, likes and gifts.' },
  nav: {
    label: 'Main',
    lobby: 'Live now',
    goLive: 'Go live',
    wallet: 'Wallet',
    account: 'Account',
    signIn: 'Sign in',
    signUp: 'Sign up',
    signOut: 'Sign out',
    back: 'Back to the lobby',
  },
  notFound: { title: 'There is nothing here', lead: 'The page may have moved, or the address has a mistake.' },
};
