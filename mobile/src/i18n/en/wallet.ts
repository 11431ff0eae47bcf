/** Coins, diamonds and what moved. */
export const wallet = {
  title: 'Wallet',
  coins: 'Coins',
  diamonds: 'Diamonds',
  entries: 'History',
  empty: 'Nothing has moved yet.',
  grant: 'Get 1,000 development coins',
  granted: (amount: string) => `${amount} were added.`,
  grantNote: 'Only servers in development give coins away.',
  giftSent: 'Gift sent',
  giftReceived: 'Gift received',
  entryKinds: {
    ...{ grant: 'Development grant', promotion: 'Coins for you', purchase: 'Coins bought', refund: 'Refund' },
    ...{ chargeback: 'Payment taken back', refund_reversal: 'Refund undone' },
    ...{ chargeback_reversal: 'Payment restored', adjustment_credit: 'Correction', adjustment_debit: 'Correction' },
    ...{ gift_reversal: 'Gift undone', payout_hold: 'Payout', payout_post: 'Payout', payout_void: 'Payout undone' },
    payout_return: 'Payout came back',
    diamond_forfeit: 'Given up',
  },
  after: (balance: string) => `Balance ${balance}`,
};
