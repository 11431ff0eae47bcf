import type { OpenRtc } from './rtc.ts';

/** The phones' media engine; loaded when the first room with media is entered. */
export const openRtc: OpenRtc = async (grant, options) =>
  (await import('./agora-native-rtc.ts')).openAgoraNative(grant, options);
