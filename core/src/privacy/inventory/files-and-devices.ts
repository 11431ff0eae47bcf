import { type StoredPlace, servesTheService, untilErased } from './stored-place.ts';

const device = 'device' as const;

/** Files (buckets of wrangler.toml), what an app keeps on a device (its own list of keys), and logs. */
export const filesAndDevices: readonly StoredPlace[] = [
  {
    ...{ store: 'r2', place: 'IMAGES', category: 'profile', kept: untilErased },
    ...{ exported: { section: 'pictures' }, erasure: 'deleted' },
    personal: { objects: 'avatars and covers, without what a camera writes into a picture' },
  },
  {
    ...{ store: 'r2', place: 'EXPORTS', category: 'rights', erasure: 'deleted' },
    kept: { kind: 'days', days: 7, of: 'finished copies of your data' },
    exported: { not: 'it is the export' },
    personal: {
      objects:
        'the parts of an export; numbers of erased accounts and, apart from them, of their wallets (for restores), which name nobody',
    },
  },
  {
    ...{ store: device, place: 'app', category: 'on_your_device', erasure: 'deleted' },
    kept: { kind: 'other', words: 'until you sign out or clear the app’s data' },
    exported: { not: 'it is on your device, where you can see it' },
    personal: {
      'refresh-token, session': { what: 'that you are signed in; in a browser by a cookie', level: 4 },
      'device-secret': { what: 'that you trust this device', level: 4 },
      device: 'a random number of the device',
    },
    impersonal: {
      appearance: 'light or dark',
      language: 'the language that was chosen',
      'data-saver, less-motion': 'whether less data and less motion are wanted',
      'live-devices': 'which camera and microphone were used to go live',
      notifications: 'whether notifications are on for this device',
      'consents-put-off': 'that a question was put off, so that it is not asked again at once',
      'recent-searches': 'what was searched for last; it never leaves the device',
      'purchase-under-way':
        'package, price, key and account of a purchase that is not finished, so that it is not made twice',
    },
  },
  {
    ...{ store: 'log', place: 'edge, gateway, ledger, origin', category: 'logs', erasure: 'expires' },
    kept: { kind: 'days', days: 30, of: 'logs' },
    exported: servesTheService,
    personal: {
      'account, session': 'numbers of account and session',
      country: 'country of the request',
      address: 'keyed digest of the network address, with a key that is drawn anew',
    },
    impersonal: { 'time, level, message, code, route, requestId': 'what happened' },
  },
];
