import type { pushPlatforms } from '@halobuzz/core/api/notifications';

/** A device that wants to be notified, as it says itself, and who uses it. */
export interface PushRegistration {
  readonly account: string;
  readonly deviceId: string;
  /** With its end the device is notified no more. */
  readonly sessionId: string;
  readonly platform: (typeof pushPlatforms)[number];
  readonly token: string;
  /** Where the device was when it said so, and whether its user had said to be an adult. */
  readonly country: string;
  readonly adult: boolean;
}

export type PushDevice = Pick<PushRegistration, 'deviceId' | 'platform'> & {
  readonly registeredAtMs: number;
  readonly seenAtMs: number;
};

/** Where a follower is reached. */
export type PushTarget = Pick<PushRegistration, 'account' | 'token' | 'country' | 'adult'>;

/** Push tokens: one a device, and each token with one account alone, that which had it last. */
export interface PushTokens {
  /** May be repeated. One past `pushDevicesMax` takes the place of the device seen longest ago. */
  register(registration: PushRegistration): Promise<PushDevice>;
  /** Those seen last first. */
  devicesOf(account: string): Promise<readonly PushDevice[]>;
  remove(account: string, deviceId: string): Promise<void>;
  /** What is signed out is notified no more. */
  forget(of: { readonly kind: 'account' | 'session' | 'device'; readonly id: string }): Promise<void>;
  targetsOf(accounts: readonly string[]): Promise<readonly PushTarget[]>;
  /** Those of the tokens that are still registered. */
  known(tokens: readonly string[]): Promise<ReadonlySet<string>>;
  /** Takes out tokens that lead nowhere, unless a device registered them again since. */
  drop(tokens: readonly string[], seenUntilMs: number): Promise<void>;
}
