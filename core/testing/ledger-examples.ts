import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';

/** Two subject ids and intents between them; spread and change what a test is about. */
export const payerSubject = 'sabcdefghijklmnopqrstuvwxyz';
export const payeeSubject = 's234567234567234567234567ab';

export const giftIntent: Intent = {
  ...intentBlanks,
  kind: 'gift',
  tx: '3f0a9c5d7e1b2846a0c4e8f1d2b3957684a1c0e2f4d6b8a09c7e5d3b1f024680',
  wallet: payerSubject,
  counterparty: payeeSubject,
  currency: 'COIN',
  amount: 99n,
  earned: 49n,
  roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
  giftId: 'lantern',
  giftVersion: 1n,
  quantity: 1n,
  clientId: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
  nodeId: 'gw-1',
};

export const grantIntent: Intent = {
  ...giftIntent,
  kind: 'grant',
  tx: 'a1c0e2f4d6b8a09c7e5d3b1f0246803f0a9c5d7e1b2846a0c4e8f1d2b3957684',
  counterparty: '',
  amount: 1_000n,
  earned: 0n,
  roomId: '',
  giftId: '',
  giftVersion: 0n,
  quantity: 0n,
  nodeId: '',
  reason: 'development',
};
