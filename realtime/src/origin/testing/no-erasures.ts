/** Nothing is in anybody's way, and there is nothing to erase. */
export const noErasures = {
  erasure: {
    outlook: async () => ({
      ...{ obstacles: [], coins: '0', diamonds: '0', heldDiamonds: '0', owedCoins: '0' },
      ...{ payoutMinimumDiamonds: '0', live: false },
    }),
    step: async () => ({ done: true, waits: false, counts: {} }),
    failed: () => undefined,
    subjects: async () => ({ done: true, waits: false, counts: {} }),
  },
};
