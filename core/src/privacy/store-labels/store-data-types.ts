/** Apple's data types: id of App Store Connect, and the name after `NSPrivacyCollectedDataType` in a privacy manifest. */
export const appleDataTypes = {
  NAME: 'Name',
  EMAIL_ADDRESS: 'EmailAddress',
  PHONE_NUMBER: 'PhoneNumber',
  OTHER_FINANCIAL_INFO: 'OtherFinancialInfo',
  COARSE_LOCATION: 'CoarseLocation',
  CONTACTS: 'Contacts',
  PHOTOS_OR_VIDEOS: 'PhotosorVideos',
  CUSTOMER_SUPPORT: 'CustomerSupport',
  OTHER_USER_CONTENT: 'OtherUserContent',
  USER_ID: 'UserID',
  DEVICE_ID: 'DeviceID',
  PURCHASE_HISTORY: 'PurchaseHistory',
  PRODUCT_INTERACTION: 'ProductInteraction',
  PERFORMANCE_DATA: 'PerformanceData',
  OTHER_DIAGNOSTIC_DATA: 'OtherDiagnosticData',
  OTHER_DATA: 'OtherDataTypes',
} as const;
export type AppleDataType = keyof typeof appleDataTypes;

/** Apple's purposes, in the same two spellings. */
export const applePurposes = {
  APP_FUNCTIONALITY: 'AppFunctionality',
  ANALYTICS: 'Analytics',
  DEVELOPERS_ADVERTISING: 'DeveloperAdvertising',
} as const;
export type ApplePurpose = keyof typeof applePurposes;

/** Google's data types as its form's file names them, with the group each stands in and the words beside it. */
export const googleDataTypes = {
  PSL_NAME: ['PSL_DATA_TYPES_PERSONAL', 'Name'],
  PSL_EMAIL: ['PSL_DATA_TYPES_PERSONAL', 'Email address'],
  PSL_USER_ACCOUNT: ['PSL_DATA_TYPES_PERSONAL', 'User IDs'],
  PSL_PHONE: ['PSL_DATA_TYPES_PERSONAL', 'Phone number'],
  PSL_OTHER_PERSONAL: ['PSL_DATA_TYPES_PERSONAL', 'Other info'],
  PSL_PURCHASE_HISTORY: ['PSL_DATA_TYPES_FINANCIAL', 'Purchase history'],
  PSL_OTHER: ['PSL_DATA_TYPES_FINANCIAL', 'Other financial info'],
  PSL_APPROX_LOCATION: ['PSL_DATA_TYPES_LOCATION', 'Approximate location'],
  PSL_OTHER_MESSAGES: ['PSL_DATA_TYPES_EMAIL_AND_TEXT', 'Other in-app messages'],
  PSL_PHOTOS: ['PSL_DATA_TYPES_PHOTOS_AND_VIDEOS', 'Photos'],
  PSL_VIDEOS: ['PSL_DATA_TYPES_PHOTOS_AND_VIDEOS', 'Videos'],
  PSL_AUDIO: ['PSL_DATA_TYPES_AUDIO', 'Voice or sound recordings'],
  PSL_CONTACTS: ['PSL_DATA_TYPES_CONTACTS', 'Contacts'],
  PSL_PERFORMANCE_DIAGNOSTICS: ['PSL_DATA_TYPES_APP_PERFORMANCE', 'Diagnostics'],
  PSL_OTHER_PERFORMANCE: ['PSL_DATA_TYPES_APP_PERFORMANCE', 'Other app performance data'],
  PSL_USER_INTERACTION: ['PSL_DATA_TYPES_APP_ACTIVITY', 'App interactions'],
  PSL_USER_GENERATED_CONTENT: ['PSL_DATA_TYPES_APP_ACTIVITY', 'Other user-generated content'],
  PSL_OTHER_APP_ACTIVITY: ['PSL_DATA_TYPES_APP_ACTIVITY', 'Other actions'],
  PSL_DEVICE_ID: ['PSL_DATA_TYPES_IDENTIFIERS', 'Device or other IDs'],
} as const;
export type GoogleDataType = keyof typeof googleDataTypes;

export const googlePurposes = {
  PSL_APP_FUNCTIONALITY: 'App functionality',
  PSL_ANALYTICS: 'Analytics',
  PSL_DEVELOPER_COMMUNICATIONS: 'Developer communications',
  PSL_ADVERTISING: 'Advertising or marketing',
  PSL_FRAUD_PREVENTION_SECURITY: 'Fraud prevention, security, and compliance',
  PSL_ACCOUNT_MANAGEMENT: 'Account management',
} as const;
export type GooglePurpose = keyof typeof googlePurposes;
