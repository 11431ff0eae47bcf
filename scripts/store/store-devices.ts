/** A screen that a store asks pictures of. Sizes in points; a picture has them times `scale`. */
export interface StoreDevice {
  readonly id: string;
  readonly store: 'App Store' | 'Google Play';
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Pixels that the store wants. */
  readonly pixels: readonly [number, number];
}

/** The sizes that both stores need to be told; they scale them down for their other devices. */
export const storeDevices: readonly StoreDevice[] = [
  { id: 'iphone-6.9', store: 'App Store', width: 440, height: 956, scale: 3, pixels: [1320, 2868] },
  { id: 'ipad-13', store: 'App Store', width: 1032, height: 1376, scale: 2, pixels: [2064, 2752] },
  { id: 'android-phone', store: 'Google Play', width: 432, height: 768, scale: 2.5, pixels: [1080, 1920] },
  { id: 'android-tablet-7', store: 'Google Play', width: 600, height: 960, scale: 2, pixels: [1200, 1920] },
  { id: 'android-tablet-10', store: 'Google Play', width: 800, height: 1280, scale: 2, pixels: [1600, 2560] },
];

export const storeLanguages = ['en', 'ne', 'hi'] as const;
export type StoreLanguage = (typeof storeLanguages)[number];
