/** Choosing and sending gifts. */
export const gifts = {
  open: 'Gifts',
  title: 'Send a gift',
  balance: 'Your coins',
  each: (coins: string) => `${coins} each`,
  quantity: 'How many',
  ask: (name: string, quantity: number, coins: string) => `Send ${quantity} × ${name} for ${coins}?`,
  confirm: 'Send gift',
  sending: 'Sending…',
  accepted: (name: string) => `${name} is in the room. Writing it to the ledger…`,
  confirmed: (name: string) => `${name} is in the ledger.`,
  tooFew: 'Not enough coins for that.',
  none: 'There are no gifts to send right now.',
  unverified: 'Verify your e-mail address to send gifts.',
};
