import type { RtcPicture } from '../media/rtc.ts';

/** A camera or microphone as the system names it. */
export interface MediaDevice {
  readonly id: string;
  readonly label: string;
}

/**
 * Why there is no preview. `refused`: the person or the system does not let the app; `none`: there is no such device;
 * `busy`: another app holds it; `unsupported`: this browser or page cannot (it is not served securely).
 */
export type PreviewRefusal = 'refused' | 'none' | 'busy' | 'unsupported';

/** What to open; the system's own choice of a device without its id. */
export interface PreviewWish {
  readonly cameraOn: boolean;
  readonly cameraId?: string | undefined;
  readonly microphoneId?: string | undefined;
}

/** Camera and microphone, open on this device alone: nothing of it is sent anywhere. */
export interface DevicePreview {
  /** Absent while the camera is off. */
  readonly picture: RtcPicture | undefined;
  readonly cameras: readonly MediaDevice[];
  readonly microphones: readonly MediaDevice[];
  /** How loud it is now, 0 to 1; undefined where that cannot be measured. */
  readonly level: (() => number) | undefined;
  /** Phones: the camera of the other side. */
  readonly flipCamera?: (() => void) | undefined;
  /** Calls back when a device went away while it was open. */
  readonly onLost: (listener: () => void) => void;
  /** Lets go of both. Safe to repeat. */
  close(): void;
}

export type PreviewResult =
  | { readonly ok: true; readonly preview: DevicePreview }
  | { readonly ok: false; readonly reason: PreviewRefusal };

/** Opens camera and microphone. `appId` is the media provider's; browsers need none. */
export type OpenPreview = (wish: PreviewWish, appId: string | undefined) => Promise<PreviewResult>;
