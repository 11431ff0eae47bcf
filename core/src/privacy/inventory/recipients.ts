import type { DataCategoryId } from './data-categories.ts';

/** Who gets data beside us. Which company stands behind a role is the operator's contract; a name here is what the code speaks to. */
export interface Recipient {
  readonly name: string;
  /** Acts for us by our instruction (Art. 28), or for itself. */
  readonly role: 'processor' | 'controller';
  readonly does: string;
  /** Said in the policy: what it gets. */
  readonly gets: string;
  readonly categories: readonly DataCategoryId[];
  /** When: always, or by which setting. */
  readonly when: string;
  /** Where in the code, or in the deployment. */
  readonly where: string;
}

/** Every connection of docs/security/connections.md that carries personal data out, and who stores data for us. */
export const recipients: readonly Recipient[] = [
  {
    name: 'Cloudflare',
    role: 'processor',
    does: 'runs the public side of the service and stores accounts and pictures; people in the EU have theirs stored in the EU; checks that a person signs up (Turnstile)',
    gets: 'all requests with their network addresses; accounts, sealed where personal; pictures; exports while they can be fetched',
    categories: [
      'account',
      'profile',
      'birth_date',
      'credentials',
      'devices',
      'defence',
      'messages',
      'consents',
      'rights',
      'logs',
    ],
    when: 'always',
    where: 'wrangler.toml; edge/src/accounts/defence/turnstile.ts',
  },
  {
    name: 'Our hosting and database provider',
    role: 'processor',
    does: 'runs the servers of rooms, ledger and databases (MongoDB, Redis)',
    gets: 'what is stored about broadcasts, rooms, money, follows, reports and notifications',
    categories: [
      'account',
      'profile',
      'relations',
      'broadcasts',
      'rooms',
      'moderation',
      'gifts',
      'purchases',
      'payouts',
      'fraud',
      'notifications',
      'consents',
      'rights',
      'analytics',
      'marketing',
      'audit',
      'logs',
    ],
    when: 'always',
    where: 'MONGODB_URI, REDIS_URL',
  },
  {
    name: 'Resend',
    role: 'processor',
    does: 'sends mail',
    gets: 'your e-mail address and the text of the mail',
    categories: ['messages', 'marketing'],
    when: 'when a mail is sent to you',
    where: 'edge/src/accounts/notifications/resend-mailer.ts',
  },
  {
    name: 'Twilio',
    role: 'processor',
    does: 'sends text messages',
    gets: 'your telephone number and the code',
    categories: ['credentials', 'messages'],
    when: 'when you use codes by text message',
    where: 'edge/src/accounts/notifications/twilio-sender.ts',
  },
  {
    name: 'Agora',
    role: 'processor',
    does: 'carries picture and sound of broadcasts',
    gets: 'your picture and voice while you broadcast, your network address while you watch or broadcast, the number of your account and of the room',
    categories: ['rooms', 'broadcasts'],
    when: 'when you watch or broadcast',
    where: 'edge/src/media/; realtime/src/origin/media/',
  },
  {
    name: 'Stripe',
    role: 'controller',
    does: 'takes card payments and pays hosts',
    gets: 'what you type into its form, our number of the payment; of hosts, their account there and the amount',
    categories: ['purchases', 'payouts', 'fraud'],
    when: 'when you pay by card, or are paid',
    where: 'realtime/src/origin/payments/stripe/; realtime/src/origin/payouts/stripe-payouts.ts',
  },
  {
    name: 'Apple',
    role: 'controller',
    does: 'takes payments in its store; delivers notifications to its phones',
    gets: 'what you buy in its store, under a number that stands for you; the text of a notification',
    categories: ['purchases', 'notifications'],
    when: 'when you buy in the App Store, or allow notifications on an Apple device',
    where: 'realtime/src/origin/payments/apple/',
  },
  {
    name: 'Google',
    role: 'controller',
    does: 'takes payments in its store; delivers notifications to Android phones',
    gets: 'what you buy in its store, under a number that stands for you; the text of a notification',
    categories: ['purchases', 'notifications'],
    when: 'when you buy in Google Play, or allow notifications on an Android device',
    where: 'realtime/src/origin/payments/google/',
  },
  {
    name: 'Expo',
    role: 'processor',
    does: 'hands notifications on to Apple and Google',
    gets: 'the address of your device at the push service and the text of the notification',
    categories: ['notifications'],
    when: 'when you allow notifications',
    where: 'realtime/src/origin/notifications/expo-push.ts',
  },
];
