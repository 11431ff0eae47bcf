import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { brand, featureGraphicSvg, inColour, inWhite, markSvg } from './brand-svg.ts';

/** A picture that the stores or the app's packages take. */
export interface StoreGraphic {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** App Store Connect refuses an icon with an alpha channel, Play a feature graphic with one. */
  readonly alpha: boolean;
  readonly svg: string;
}

const square = (path: string, side: number, share: number, ground?: string, colours = inColour): StoreGraphic => ({
  ...{ path, width: side, height: side, alpha: ground === undefined },
  svg: markSvg(side, share, colours, ground),
});

/** All of them, from the one drawing of the brand. Android shows the inner two thirds of an adaptive icon. */
export const storeGraphics: readonly StoreGraphic[] = [
  square('mobile/assets/icon.png', 1024, 0.6, brand.dark),
  // iOS lays the dark one on its own ground, and tints the grey one.
  square('mobile/assets/icon-dark.png', 1024, 0.6),
  square('mobile/assets/icon-tinted.png', 1024, 0.6, '#000000', { ring: '#d8d8d8', sparks: '#ffffff' }),
  square('mobile/assets/adaptive-icon.png', 1024, 0.46),
  square('mobile/assets/monochrome-icon.png', 1024, 0.46, undefined, inWhite),
  square('mobile/assets/notification-icon.png', 96, 0.88, undefined, inWhite),
  square('mobile/assets/splash.png', 640, 0.88),
  square('mobile/assets/favicon.png', 96, 0.92),
  square('mobile/assets/logo.png', 96, 0.92),
  square('mobile/store/graphics/play-icon.png', 512, 0.6, brand.dark),
  {
    ...{ path: 'mobile/store/graphics/feature-graphic.png', width: 1024, height: 500, alpha: false },
    svg: featureGraphicSvg(),
  },
];

/** The bytes of a graphic as PNG. */
export async function renderGraphic({ svg, alpha }: StoreGraphic): Promise<Buffer> {
  const image = sharp(Buffer.from(svg));
  return (alpha ? image : image.removeAlpha()).png({ compressionLevel: 9, palette: false }).toBuffer();
}

/** Draws all of them anew below the repository's root; answers their paths. */
export async function writeGraphics(root: string): Promise<string[]> {
  for (const graphic of storeGraphics) {
    const file = join(root, graphic.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await renderGraphic(graphic));
  }
  return storeGraphics.map(({ path }) => path);
}
