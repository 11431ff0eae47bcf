import type { Level } from './stored-place.ts';

/** Art. 6(1) GDPR: (b), (c), (f), (a). */
export const lawfulBases = {
  contract: 'our contract with you (Art. 6(1)(b))',
  legal_obligation: 'a legal obligation (Art. 6(1)(c))',
  legitimate_interests: 'our legitimate interests (Art. 6(1)(f))',
  consent: 'your consent (Art. 6(1)(a))',
} as const;
export type LawfulBasis = keyof typeof lawfulBases;

/** One row of the privacy policy. `what`, `purpose` and `sees` are said to people in these words. */
export interface DataCategory {
  readonly title: string;
  readonly what: string;
  readonly purpose: string;
  readonly bases: readonly [LawfulBasis, ...LawfulBasis[]];
  readonly sees: string;
  /** Of its fields, unless one says otherwise. */
  readonly level: Level;
}

const onlyYou = 'you';
const staffByRole = 'staff whose work needs it; each look is recorded';

/** What we keep, by what it is for. The privacy policy, the records of processing and the retention table are made of it. */
export const dataCategories = {
  account: {
    title: 'Your account',
    what: 'user name, e-mail address, country of sign-up, when you joined, your roles, the state of the account',
    purpose: 'to give you an account and to reach you about it',
    bases: ['contract'],
    sees: `you; your user name: everybody; your e-mail address: ${staffByRole}`,
    level: 3,
  },
  profile: {
    title: 'Your profile',
    what: 'display name, about-me text, picture',
    purpose: 'to show you to others as you wish',
    bases: ['contract'],
    sees: 'everybody',
    level: 1,
  },
  birth_date: {
    title: 'Your age',
    what: 'birth date, whether you are an adult, a parent’s decision where one is needed',
    purpose: 'to protect minors and to keep broadcasts for adults to adults',
    bases: ['legal_obligation', 'legitimate_interests'],
    sees: 'you; other parts of the service learn only whether you are an adult',
    level: 3,
  },
  credentials: {
    title: 'What you sign in with',
    what: 'password (only as a hash), second factors, telephone number if you use text messages, passkeys, backup codes, codes we send you',
    purpose: 'to let you in and nobody else',
    bases: ['contract'],
    sees: 'nobody; you see that a factor is there and its name',
    level: 4,
  },
  devices: {
    title: 'Devices and sessions',
    what: 'where and when you signed in: device name, browser, IP address, country, security events',
    purpose: 'to show you who is signed in, and to notice when it is not you',
    bases: ['legitimate_interests'],
    sees: onlyYou,
    level: 3,
  },
  defence: {
    title: 'Defence against abuse',
    what: 'how often something was tried from a network address, for a name or a telephone number (all of them as keyed digests, never in the clear)',
    purpose: 'to stop guessing, floods and paid messages sent by bots',
    bases: ['legitimate_interests'],
    sees: 'nobody',
    level: 3,
  },
  relations: {
    title: 'Whom you follow and block',
    what: 'follows, blocks, counts of them',
    purpose: 'to show you what you want to see and spare you the rest',
    bases: ['contract'],
    sees: 'follows: everybody, as lists of followers are public; blocks: you alone',
    level: 3,
  },
  broadcasts: {
    title: 'Your broadcasts',
    what: 'title, tags, cover, times, who may watch, figures and curves, battles and guests',
    purpose: 'to show broadcasts and what became of them',
    bases: ['contract'],
    sees: 'everybody who may watch; figures of a broadcast: its host',
    level: 1,
  },
  rooms: {
    title: 'What you do in rooms',
    what: 'being there, chat messages, likes, gifts as shown, being muted, kicked or invited, the media number of a visit',
    purpose: 'to run live rooms',
    bases: ['contract'],
    sees: 'everybody in the room; hosts and moderators see who is muted or banned',
    level: 1,
  },
  moderation: {
    title: 'Reports and sanctions',
    what: 'reports you made or that concern you, decisions, your appeals',
    purpose: 'to keep people safe and to decide fairly',
    bases: ['legal_obligation', 'legitimate_interests'],
    sees: `${staffByRole}; you see decisions about you, never who reported you`,
    level: 3,
  },
  gifts: {
    title: 'Gifts, coins and diamonds',
    what: 'each entry of your wallet: amount, kind, time, the other side, the broadcast; limits that you or we set',
    purpose: 'to keep your money right, and to prove it',
    bases: ['contract', 'legal_obligation'],
    sees: 'you; finance staff; what you give is shown in the room, on leaderboards and to the host',
    level: 2,
  },
  purchases: {
    title: 'Purchases',
    what: 'what you bought, when, for how much, the payment provider’s number of it, refunds. Never a card number: the provider keeps that',
    purpose: 'to sell you coins, give money back, and keep books',
    bases: ['contract', 'legal_obligation'],
    sees: 'you; finance staff; the payment provider',
    level: 3,
  },
  payouts: {
    title: 'Payouts to hosts',
    what: 'what was asked for and paid, who approved it, your account at the payment provider',
    purpose: 'to pay hosts and keep books',
    bases: ['contract', 'legal_obligation'],
    sees: 'you; finance staff; the payment provider',
    level: 3,
  },
  fraud: {
    title: 'Checks for fraud',
    what: 'sums of gifts by the hour, unusual patterns, declined cards (the provider’s fingerprint alone), what was decided about them',
    purpose: 'to stop stolen money and people who are pressed to give',
    bases: ['legitimate_interests'],
    sees: 'finance staff; you learn that a limit applies and can object',
    level: 3,
  },
  notifications: {
    title: 'Notifications',
    what: 'the address of your device at the push service, hosts you muted, what is to be sent',
    purpose: 'to tell you when somebody you follow goes live, if your device allows it',
    bases: ['contract'],
    sees: 'the push service',
    level: 3,
  },
  messages: {
    title: 'Mails on their way',
    what: 'what is to be sent to you until it is sent: notices about your account and codes',
    purpose: 'to reach you even when a provider is down for a while',
    bases: ['contract'],
    sees: 'the mail or text-message provider',
    level: 3,
  },
  consents: {
    title: 'Your choices',
    what: 'each consent you gave, refused or took back: for what, which text, when, how; which terms you were shown; your privacy settings',
    purpose: 'to respect your choices and to prove them',
    bases: ['legal_obligation'],
    sees: `you; ${staffByRole}`,
    level: 3,
  },
  rights: {
    title: 'Your requests about data',
    what: 'exports, erasures, corrections and objections you asked for, and what became of them',
    purpose: 'to answer you in time and to prove it',
    bases: ['legal_obligation'],
    sees: `you; ${staffByRole}`,
    level: 3,
  },
  analytics: {
    title: 'Use of the app',
    what: 'counts of which screens and functions are used, under a code that changes every day',
    purpose: 'to make the app better',
    bases: ['consent'],
    sees: 'staff see counts, never people',
    level: 2,
  },
  marketing: {
    title: 'News from us',
    what: 'which news was sent to you',
    purpose: 'to tell you about offers and new things, if you want that',
    bases: ['consent'],
    sees: 'the mail provider',
    level: 3,
  },
  audit: {
    title: 'What staff did',
    what: 'acts of staff that concern an account: who, what, when and why',
    purpose: 'to answer for what people with power did',
    bases: ['legal_obligation', 'legitimate_interests'],
    sees: 'admins; each look is recorded too',
    level: 2,
  },
  logs: {
    title: 'Technical logs',
    what: 'what was refused or failed: account and session numbers, country, a keyed digest of the network address. No names, addresses or messages',
    purpose: 'to find faults and attacks',
    bases: ['legitimate_interests'],
    sees: 'the people who run the service',
    level: 2,
  },
  on_your_device: {
    title: 'On your device',
    what: 'that you are signed in, a random number of the device, how the app looks, unfinished text',
    purpose: 'to do what you asked the app for',
    bases: ['contract'],
    sees: onlyYou,
    level: 3,
  },
} as const satisfies Readonly<Record<string, DataCategory>>;

export type DataCategoryId = keyof typeof dataCategories;
