import type { DataCategoryId } from '../inventory/data-categories.ts';
import type { AppleDataType, ApplePurpose, GoogleDataType, GooglePurpose } from './store-data-types.ts';

/** What the stores call the data of one category of ours, and what they are told of it. */
export interface StoreLabels {
  readonly apple: readonly AppleDataType[];
  readonly applePurposes: readonly ApplePurpose[];
  readonly google: readonly GoogleDataType[];
  readonly googlePurposes: readonly GooglePurpose[];
  /** Whether somebody can use the app without giving it. */
  readonly optional: boolean;
  /** Whether it can be told whose it is. */
  readonly linked: boolean;
}

const runsTheApp = {
  applePurposes: ['APP_FUNCTIONALITY'],
  googlePurposes: ['PSL_APP_FUNCTIONALITY'],
  optional: false,
  linked: true,
} as const;
const keepsItSafe = { ...runsTheApp, googlePurposes: ['PSL_FRAUD_PREVENTION_SECURITY'] } as const;
const ofTheAccount = { ...runsTheApp, googlePurposes: ['PSL_APP_FUNCTIONALITY', 'PSL_ACCOUNT_MANAGEMENT'] } as const;

/**
 * Each category of the inventory in the words of both stores. A category without a line does not compile; a line that no
 * stored field stands behind fails a test. Countries are coarse locations, follows are contacts (both stores name the
 * social graph), user names are user ids.
 */
export const categoryLabels: Readonly<Record<DataCategoryId, StoreLabels>> = {
  account: {
    ...ofTheAccount,
    apple: ['EMAIL_ADDRESS', 'USER_ID', 'COARSE_LOCATION'],
    google: ['PSL_EMAIL', 'PSL_USER_ACCOUNT', 'PSL_APPROX_LOCATION'],
  },
  profile: {
    ...runsTheApp,
    optional: true,
    apple: ['NAME', 'PHOTOS_OR_VIDEOS', 'OTHER_USER_CONTENT'],
    google: ['PSL_NAME', 'PSL_PHOTOS', 'PSL_USER_GENERATED_CONTENT'],
  },
  birth_date: {
    ...runsTheApp,
    googlePurposes: ['PSL_APP_FUNCTIONALITY', 'PSL_FRAUD_PREVENTION_SECURITY'],
    optional: true,
    apple: ['OTHER_DATA'],
    google: ['PSL_OTHER_PERSONAL'],
  },
  credentials: {
    ...ofTheAccount,
    optional: true,
    apple: ['PHONE_NUMBER', 'OTHER_DATA'],
    google: ['PSL_PHONE', 'PSL_OTHER_PERSONAL'],
  },
  devices: {
    ...keepsItSafe,
    apple: ['DEVICE_ID', 'COARSE_LOCATION', 'OTHER_DATA'],
    google: ['PSL_DEVICE_ID', 'PSL_APPROX_LOCATION'],
  },
  defence: { ...keepsItSafe, linked: false, apple: ['OTHER_DATA'], google: ['PSL_DEVICE_ID'] },
  relations: { ...runsTheApp, optional: true, apple: ['CONTACTS'], google: ['PSL_CONTACTS'] },
  broadcasts: {
    ...runsTheApp,
    optional: true,
    apple: ['OTHER_USER_CONTENT', 'PHOTOS_OR_VIDEOS', 'PRODUCT_INTERACTION'],
    google: ['PSL_USER_GENERATED_CONTENT', 'PSL_PHOTOS', 'PSL_USER_INTERACTION'],
  },
  rooms: {
    ...runsTheApp,
    optional: true,
    apple: ['OTHER_USER_CONTENT', 'PRODUCT_INTERACTION', 'USER_ID'],
    google: ['PSL_OTHER_MESSAGES', 'PSL_USER_INTERACTION'],
  },
  moderation: {
    ...keepsItSafe,
    apple: ['CUSTOMER_SUPPORT', 'OTHER_USER_CONTENT'],
    google: ['PSL_USER_GENERATED_CONTENT', 'PSL_OTHER_APP_ACTIVITY'],
  },
  gifts: { ...runsTheApp, optional: true, apple: ['PURCHASE_HISTORY'], google: ['PSL_PURCHASE_HISTORY'] },
  purchases: { ...runsTheApp, optional: true, apple: ['PURCHASE_HISTORY'], google: ['PSL_PURCHASE_HISTORY'] },
  payouts: { ...runsTheApp, optional: true, apple: ['OTHER_FINANCIAL_INFO'], google: ['PSL_OTHER'] },
  fraud: {
    ...keepsItSafe,
    optional: true,
    apple: ['PURCHASE_HISTORY', 'OTHER_FINANCIAL_INFO'],
    google: ['PSL_PURCHASE_HISTORY', 'PSL_OTHER'],
  },
  notifications: {
    ...runsTheApp,
    googlePurposes: ['PSL_APP_FUNCTIONALITY', 'PSL_DEVELOPER_COMMUNICATIONS'],
    optional: true,
    apple: ['DEVICE_ID'],
    google: ['PSL_DEVICE_ID'],
  },
  messages: { ...ofTheAccount, apple: ['EMAIL_ADDRESS', 'PHONE_NUMBER'], google: ['PSL_EMAIL', 'PSL_PHONE'] },
  consents: { ...runsTheApp, apple: ['OTHER_DATA'], google: ['PSL_OTHER_APP_ACTIVITY'] },
  rights: { ...runsTheApp, optional: true, apple: ['CUSTOMER_SUPPORT'], google: ['PSL_OTHER_APP_ACTIVITY'] },
  analytics: {
    applePurposes: ['ANALYTICS'],
    googlePurposes: ['PSL_ANALYTICS'],
    optional: true,
    linked: false,
    apple: ['PRODUCT_INTERACTION'],
    google: ['PSL_USER_INTERACTION'],
  },
  marketing: {
    applePurposes: ['DEVELOPERS_ADVERTISING'],
    googlePurposes: ['PSL_DEVELOPER_COMMUNICATIONS', 'PSL_ADVERTISING'],
    optional: true,
    linked: true,
    apple: ['EMAIL_ADDRESS'],
    google: ['PSL_EMAIL'],
  },
  audit: { ...keepsItSafe, apple: ['USER_ID'], google: ['PSL_USER_ACCOUNT'] },
  logs: {
    ...keepsItSafe,
    apple: ['USER_ID', 'COARSE_LOCATION', 'OTHER_DIAGNOSTIC_DATA'],
    google: ['PSL_USER_ACCOUNT', 'PSL_APPROX_LOCATION', 'PSL_PERFORMANCE_DIAGNOSTICS'],
  },
  // It never leaves the device.
  on_your_device: { ...runsTheApp, apple: [], google: [] },
};

/** What a recipient's own code in the app sends it beside our data, by the recipient's name in the inventory. */
export const partnerLabels: Readonly<Record<string, StoreLabels>> = {
  // Figures of a call: bit rate, frames, loss, kind of device.
  Agora: { ...runsTheApp, apple: ['PERFORMANCE_DATA'], google: ['PSL_OTHER_PERFORMANCE'] },
};

/**
 * Passes through and is kept by nobody: Google asks for it all the same, Apple counts as collected only what can be had
 * for longer than it takes to pass it on.
 */
export const passingThrough = {
  /** The picture and the voice of who broadcasts, carried by Agora and never recorded. */
  google: ['PSL_VIDEOS', 'PSL_AUDIO'],
  googlePurposes: ['PSL_APP_FUNCTIONALITY'],
  optional: true,
} as const satisfies Pick<StoreLabels, 'google' | 'googlePurposes' | 'optional'>;
