import { MediaAccess } from '@halobuzz/core/client/media-access';
import { newUuidV7 } from '@halobuzz/core/ids';
import { Platform } from 'react-native';
import { halobuzzApi } from '../api/api.ts';
import { ApiClient } from '../api/client.ts';
import { developmentProbe } from '../api/development-probe.ts';
import { thisDevice } from '../api/device.ts';
import { cookieTokenStore, tokenStore } from '../api/token-store.ts';
// Without their extension where a `.native.ts` stands beside the file: the bundler picks.
import { apiUrl } from '../platform/api-url';
import { appUpdates } from '../platform/app-updates';
import { appVersion } from '../platform/app-version.ts';
import { openCardForm } from '../platform/card-form';
import { copyText } from '../platform/copy-text';
import { deviceLanguages } from '../platform/device-languages';
import { deviceName } from '../platform/device-name';
import { devicePasskeys } from '../platform/device-passkeys';
import { deviceStore } from '../platform/device-store';
import { exclusively } from '../platform/exclusively.ts';
import { keepAwake } from '../platform/keep-awake';
import { network } from '../platform/network';
import { ownDocument } from '../platform/own-document';
import { pickPicture } from '../platform/pick-picture';
import { devicePush } from '../platform/push';
import { randomBytes } from '../platform/random';
import { saveArchive } from '../platform/save-archive';
import { saveText } from '../platform/save-text';
import { shareLink } from '../platform/share-link';
import { deviceStorage } from '../platform/storage';
import { supportContact } from '../platform/support-contact.ts';
import { drawnFrames } from '../realtime/frames.ts';
import { joinRoom } from '../realtime/join-room.ts';
import { openSocket } from '../realtime/open-socket.ts';
import { renewMedia } from '../realtime/renew-media.ts';
import { heldLinks } from './held-links.ts';
import { roomWhenLoaded } from './room-when-loaded.ts';
import type { Services } from './services.ts';
import { settingsStore } from './settings/settings-store.ts';

/** The app's real surroundings. */
export function makeServices(): Services {
  const baseUrl = apiUrl();
  const storage = deviceStorage();
  const version = appVersion();
  const now = (): number => Date.now();
  const client = new ApiClient({
    baseUrl,
    fetch: (input, init) => fetch(input, init),
    store: Platform.OS === 'web' ? cookieTokenStore(storage) : tokenStore(storage),
    now,
    exclusively,
  });
  const api = halobuzzApi(client);
  const newId = (): string => newUuidV7(now(), randomBytes);
  const timers = {
    setTimer: (run: () => void, delayMs: number) => setTimeout(run, delayMs),
    // The handle is the one that setTimer gave.
    clearTimer: (handle: unknown) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  };
  const random = (): number => Math.random();
  return {
    api,
    client,
    storage,
    device: () => thisDevice(storage, randomBytes, deviceName()),
    newId,
    isDevelopmentServer: developmentProbe(api, newId),
    mailboxUrl: (to) => `${baseUrl}/dev/mailbox${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`,
    pageUrl: (path) => baseUrl + path,
    appKind: {
      method: Platform.OS === 'web' ? 'web' : 'app',
      ...(version === undefined ? {} : { appVersion: version }),
    },
    saveArchive,
    saveText,
    copyText,
    pickPicture,
    openPreview: async (wish, appId) => (await import('../platform/open-preview')).openPreview(wish, appId),
    passkeys: devicePasskeys(),
    push: devicePush(),
    supportContact: supportContact(),
    paying: { store: deviceStore(), openCardForm, ownDocument },
    heldLinks: heldLinks(),
    settings: settingsStore(storage),
    deviceLanguages,
    updates: appUpdates(),
    network,
    frames: drawnFrames(),
    // Its code is fetched with the first room that has media.
    openRtc: async (grant, options) => (await import('../media/open-rtc')).openRtc(grant, options),
    keepAwake,
    share: shareLink,
    openRoom: (roomId, listener, joined, password) =>
      roomWhenLoaded(
        async () => {
          const { RoomClient } = await import('@halobuzz/core/client/room-client');
          return new RoomClient(
            roomId,
            {
              openSocket,
              join: () => joinRoom(api, roomId, joined, password),
              now,
              random,
              randomBytes,
              ...timers,
            },
            listener,
          );
        },
        listener,
        { ...timers, random },
      ),
    keepMedia: (roomId, first, told) =>
      new MediaAccess({ ...told, ...timers, random, renew: () => renewMedia(api, roomId) }, first),
  };
}
