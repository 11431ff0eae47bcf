/** Newer versions of this app than the one that runs. No call throws. */
export interface AppUpdates {
  /** Asks whether there is one; false when that cannot be told. On a phone it is there once it has been downloaded. */
  readonly isThere: () => Promise<boolean>;
  /** Starts the app anew with it. */
  readonly take: () => Promise<void>;
  /** Whether this run began by starting anew, so that doing it once more by itself could go on for ever. */
  readonly justTaken: boolean;
}
