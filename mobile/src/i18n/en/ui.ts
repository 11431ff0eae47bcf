/** Words of the parts that every screen is made of. */
export const ui = {
  loading: 'Loading…',
  retry: 'Try again',
  refresh: 'Refresh',
  more: 'Show more',
  cancel: 'Cancel',
  close: 'Close',
  inEnglishAlone: 'This text is in English alone so far.',
  coins: (amount: string) => `${amount} ${amount === '1' ? 'coin' : 'coins'}`,
  diamonds: (amount: string) => `${amount} ${amount === '1' ? 'diamond' : 'diamonds'}`,
};
