/** Whether the device has a network at all; that says nothing about the server. */
export interface NetworkPort {
  readonly isThere: () => boolean;
  /** Calls back when that changed. Returns how to stop. */
  readonly onChange: (changed: () => void) => () => void;
}
