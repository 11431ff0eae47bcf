import type { SwitchName } from '@halobuzz/core/switches/switches';

/** A switch as staff read it, and what happens while it is off. */
export const switchWords: Readonly<Record<SwitchName, { readonly title: string; readonly off: string }>> = {
  gifts: { title: 'Gifts', off: 'Nobody can send gifts; those that were paid still show and count.' },
  chat: { title: 'Chat', off: 'Nobody can write in rooms.' },
  sign_up: { title: 'Sign-up', off: 'No new accounts.' },
  purchases: { title: 'Purchases', off: 'No new purchases of coins; those that were paid are credited.' },
  payouts: { title: 'Payouts', off: 'No new requests, and approved ones wait. What was sent is followed.' },
  going_live: { title: 'Going live', off: 'No new broadcasts; those that run go on.' },
  'pay.sandbox': { title: 'Payments: sandbox', off: 'It is not offered.' },
  'pay.stripe': { title: 'Payments: Stripe', off: 'It is not offered; its webhooks and refunds go on.' },
  'pay.apple': { title: 'Payments: Apple', off: 'It is not offered; receipts are still taken.' },
  'pay.google': { title: 'Payments: Google Play', off: 'It is not offered; receipts are still taken.' },
  'payout.sandbox': { title: 'Payouts: sandbox', off: 'Approved payouts wait.' },
  'payout.stripe': { title: 'Payouts: Stripe', off: 'Approved payouts wait.' },
  mail: { title: 'Mail', off: 'Mails wait; who asks for a code is told to try later.' },
  sms: { title: 'Text messages', off: 'Who asks for a code by SMS is told to try later.' },
  push: { title: 'Notifications', off: 'They wait, and late ones are dropped.' },
  media: { title: 'Sound and picture', off: 'Rooms go on without for who joins; removals from media wait.' },
};
