import type { DecideConsentsRequest } from '@halobuzz/core/api/consents';
import type { Media } from '@halobuzz/core/api/media';
import type { JoinData } from '@halobuzz/core/api/streams';
import type { MediaAccess, MediaAccessDeps } from '@halobuzz/core/client/media-access';
import type { RoomClient } from '@halobuzz/core/client/room-client';
import type { RoomListener } from '@halobuzz/core/client/room-listener';
import { createContext, useContext } from 'react';
import type { HalobuzzApi } from '../api/api.ts';
import type { ApiClient } from '../api/client.ts';
import type { Device } from '../api/device.ts';
import type { OpenRtc } from '../media/rtc.ts';
import type { AppUpdates } from '../platform/app-updates-port.ts';
import type { ArchiveSource, SavedArchive } from '../platform/archive-source.ts';
import type { OpenPreview } from '../platform/device-preview.ts';
import type { NetworkPort } from '../platform/network-port.ts';
import type { PasskeyPort } from '../platform/passkey-port.ts';
import type { PickPicture } from '../platform/picked-picture.ts';
import type { PushPort } from '../platform/push-port.ts';
import type { SharedLink, ShareOutcome } from '../platform/shared-link.ts';
import type { StoragePort } from '../platform/storage-port.ts';
import type { Frames } from '../realtime/frames.ts';
import type { HeldLinks } from './held-links.ts';
import type { PayingPorts } from './purchase/paying-ports.ts';
import type { SettingsStore } from './settings/settings-store.ts';

/** The part of the room client that screens use. */
export type RoomConnection = Pick<
  RoomClient,
  | 'start'
  | 'stop'
  | 'wake'
  | 'chat'
  | 'like'
  | 'gift'
  | 'guest'
  | 'viewers'
  | 'setGoal'
  | 'clearGoal'
  | 'reportQuality'
  | 'command'
>;

/** Everything screens reach outside of themselves. Made once in `make-services.ts`; tests pass their own. */
export interface Services {
  readonly api: HalobuzzApi;
  readonly client: Pick<ApiClient, 'begin' | 'end' | 'signOut' | 'raise' | 'hasSession' | 'onSessionChange'>;
  readonly storage: StoragePort;
  readonly device: () => Promise<Device>;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** `joined` hears of each place that the edge gives, and what came with it; `password` is the broadcast's, if it asks for one. */
  readonly openRoom: (
    roomId: string,
    listener: RoomListener,
    joined: (data: JoinData) => void,
    password?: string,
  ) => RoomConnection;
  /** Runs something with the next frame that is drawn; see `Frames`. */
  readonly frames: Frames;
  /** Joins a room's sound and picture. */
  readonly openRtc: OpenRtc;
  /** Keeps the screen lit until the function that it returns is called. */
  readonly keepAwake: () => () => void;
  /** Offers a link to others. */
  readonly share: (link: SharedLink) => Promise<ShareOutcome>;
  /** Keeps a room's media access fresh from the first grant on, until it is closed. */
  readonly keepMedia: (
    roomId: string,
    first: Media,
    told: Pick<MediaAccessDeps, 'onGrant' | 'onRefused'>,
  ) => Pick<MediaAccess, 'roleChanged' | 'close'>;
  /** Whether the server is one for development; asks it once. Needs a signed-in account. */
  readonly isDevelopmentServer: () => Promise<boolean>;
  /** The page where a development server shows its mail, all or one person's. */
  readonly mailboxUrl: (to: string | undefined) => string;
  /** The address of a page of the web app. `path` begins with `/`. */
  readonly pageUrl: (path: string) => string;
  /** Where decisions about consent are made, for their proof. */
  readonly appKind: Pick<DecideConsentsRequest, 'method' | 'appVersion'>;
  /** Fetches an archive and gives it to its owner as a file. */
  readonly saveArchive: (source: ArchiveSource) => Promise<SavedArchive>;
  /** Gives a text to its owner as a file. False when that was not possible. */
  readonly saveText: (name: string, type: string, text: string) => Promise<boolean>;
  /** Puts a text where it can be pasted from. False when that was not possible. */
  readonly copyText: (text: string) => Promise<boolean>;
  /** Lets the person choose a picture, made small enough to be sent. */
  readonly pickPicture: PickPicture;
  /** Opens camera and microphone for their owner alone. */
  readonly openPreview: OpenPreview;
  /** An e-mail address that people read. */
  readonly supportContact: string;
  /** Keys that this device holds for people. */
  readonly passkeys: PasskeyPort;
  /** Notifications of the device's system. */
  readonly push: PushPort;
  /** What people pay with here. */
  readonly paying: PayingPorts;
  readonly heldLinks: HeldLinks;
  /** What is set for this device. */
  readonly settings: SettingsStore;
  /** Newer versions of this app. */
  readonly updates: AppUpdates;
  /** Whether the device has a network. */
  readonly network: NetworkPort;
  /** The languages that the device's owner reads, most wanted first, as BCP 47 tags. */
  readonly deviceLanguages: () => readonly string[];
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesContext above it');
  return services;
}
