import { openAgoraWeb } from './agora-web-rtc.ts';
import type { OpenRtc } from './rtc.ts';

/** The web's media engine; its SDK is fetched when the first room with media is entered. */
export const openRtc: OpenRtc = (grant, options) => openAgoraWeb(grant, options);
