/**
 * What an erasure does once it can no longer be taken back, in this order. Money first, as it needs everything else to be
 * there; the key last, as nothing can be read without it. A step that fails is repeated and never skipped.
 */
export const erasureSteps = [
  /** Signed out for good and shut: no cancelling from here on. */
  'account_closed',
  /** What was left of coins and diamonds is settled in the ledger. */
  'money_settled',
  /** The account's id is listed, so that a store that comes back from a backup is erased again. */
  'tombstone_written',
  'database_people',
  'database_broadcasts',
  'database_conduct',
  'database_money',
  'rooms_and_caches',
  'pictures',
  'exports',
  'names',
  /** The last mail goes out while its address can still be read. */
  'farewell_sent',
  'account_emptied',
  'key_destroyed',
] as const;
export type ErasureStep = (typeof erasureSteps)[number];

/** Where a step did its work. */
export const erasureStores = {
  account_closed: 'accounts',
  money_settled: 'ledger',
  tombstone_written: 'tombstones',
  database_people: 'database',
  database_broadcasts: 'database',
  database_conduct: 'database',
  database_money: 'database',
  rooms_and_caches: 'rooms',
  pictures: 'pictures',
  exports: 'archives',
  names: 'names',
  farewell_sent: 'mail',
  account_emptied: 'accounts',
  key_destroyed: 'keys',
} as const satisfies Record<ErasureStep, string>;

/** What stands in the way of an erasure. */
export const erasureObstacles = [
  'payment_open',
  'payout_open',
  'wallet_owing',
  'wallet_frozen',
  'staff_account',
] as const;
export type ErasureObstacle = (typeof erasureObstacles)[number];

/** What people read of an obstacle. */
export const obstacleTexts: Readonly<Record<ErasureObstacle, string>> = {
  payment_open: 'A payment is still on its way. Wait until it is finished, or cancel it.',
  payout_open: 'A payout is still on its way. Wait until it is paid, or cancel it.',
  wallet_owing: 'A payment was taken back and coins are still owed. Settle that first.',
  wallet_frozen: 'The wallet is frozen. Please write to support.',
  staff_account: 'This is a staff account. Its roles have to be taken away first.',
};

/** What stands where the name of somebody stood who is gone; no username looks like it. */
export const ERASED_NAME = '(erased)';
