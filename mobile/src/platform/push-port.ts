import type { pushPlatforms } from '@halobuzz/core/api/notifications';

/** `unsupported`: this device is notified of nothing, whatever its owner wants. */
export type PushPermission = 'granted' | 'denied' | 'undecided' | 'unsupported';

/** Where this device is reached. */
export interface PushTarget {
  readonly token: string;
  readonly platform: (typeof pushPlatforms)[number];
}

/** Notifications of the device's own system. Nothing here asks its owner but `ask`. */
export interface PushPort {
  permission(): Promise<PushPermission>;
  /** Shows the system's question, once in an app's life; afterwards it answers what was said then. */
  ask(): Promise<PushPermission>;
  /** Undefined when the system gives no address now: no network, no permission, no service. */
  target(): Promise<PushTarget | undefined>;
  /** Calls back when the system gave this device another address. Returns how to stop. */
  onNewTarget(changed: () => void): () => void;
  /** Calls back with the broadcast of each notification that is pressed, the one that opened the app among them. */
  onOpened(opened: (streamId: string) => void): () => void;
  /** Where its owner changes what they once said. */
  openSystemSettings(): Promise<void>;
}
