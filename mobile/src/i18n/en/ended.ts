/** What a broadcast came to. */
export const ended = {
  title: 'The broadcast has ended',
  byHost: 'The host ended it.',
  hostLost: 'The host lost the connection.',
  moderation: 'It was ended by moderation.',
  duration: 'Duration',
  peak: 'Peak viewers',
  unique: 'Unique viewers',
  likes: 'Likes',
  gifts: 'Gifts',
  coins: 'Coins',
  diamonds: 'Diamonds earned',
  notFinal: 'The sums are being settled and may still rise.',
  top: 'Top gifters',
};
