/** What is said when a request brought nothing, and no server said why. */
export const failure = {
  network: 'No connection to HaloBuzz. Check your network and try again.',
  unreadable: 'HaloBuzz answered in a way this app does not understand. Please try again later.',
};
