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
  skip: 'Skip to the content',
  offline: 'You are offline. What you see may be out of date.',
  maintenance: 'HaloBuzz is being maintained.',
  maintenanceUntil: (time: string) => `Expected to be over: ${time}.`,
  newVersion: 'There is a new version of HaloBuzz.',
  takeVersion: 'Start it now',
  notLoaded: 'This part of HaloBuzz did not load. Check your network and try again.',
  fault: {
    title: 'Something went wrong here',
    lead: 'The rest of HaloBuzz still works. Try again, or go back to the lobby.',
  },
};
