import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { patienceMs } from '../e2e/eventually.ts';
import { signInOnWeb } from '../e2e/web-app-page.ts';
import { Problem } from '../problem.ts';
import { provideChromium } from '../provision/chromium.ts';
import { withOwnCluster } from './own-cluster.ts';
import type { StoreDevice, StoreLanguage } from './store-devices.ts';
import { type StoreShot, storeShots } from './store-shots.ts';
import { makeStoreWorld, type StoreWorld } from './store-world.ts';

/** A picture to be taken: which, where and in which language, and the file that it becomes. */
export interface WantedPicture {
  readonly device: Pick<StoreDevice, 'width' | 'height' | 'scale'>;
  readonly language: StoreLanguage;
  readonly shot: StoreShot;
  readonly path: string;
}

/** What the stores are given: `<folder>/<language>/<device>/<shot>.png`. */
export function storePictures(
  folder: string,
  devices: readonly StoreDevice[],
  languages: readonly StoreLanguage[],
): WantedPicture[] {
  return devices.flatMap((device) =>
    languages.flatMap((language) =>
      storeShots.map((shot) => ({
        ...{ device, language, shot },
        path: join(folder, language, device.id, `${shot.name}.png`),
      })),
    ),
  );
}

const wide = { width: 1280, height: 800, scale: 1 } as const;
const phone = { width: 390, height: 844, scale: 2 } as const;

/** What the README shows. */
export function readmePictures(folder: string): WantedPicture[] {
  const named = [
    ['room', '02-room', wide],
    ['lobby', '01-lobby', wide],
    ['gifts-phone', '03-gifts', phone],
  ] as const;
  return named.flatMap(([file, name, device]) =>
    storeShots
      .filter((shot) => shot.name === name)
      .map((shot) => ({ device, language: 'en' as const, shot, path: join(folder, `${file}.png`) })),
  );
}

/** Pictures of the running app: a cluster of its own, a world in it, and real Chromium at each size. */
export async function takeScreenshots(wanted: readonly WantedPicture[], say: (line: string) => void): Promise<void> {
  const { file, args, env } = await provideChromium(say);
  await withOwnCluster(say, async (edgeUrl) => {
    const world = await makeStoreWorld(edgeUrl, halobuzzApi(edgeUrl));
    const browser = await chromium.launch({ executablePath: file, args: [...args], env: { ...process.env, ...env } });
    try {
      for (const device of new Set(wanted.map((one) => one.device))) {
        const pictures = wanted.filter((one) => one.device === device);
        await takePictures(browser, edgeUrl, world, pictures, say);
      }
    } finally {
      await browser.close();
      world.close();
    }
  });
}

/** All of one device: one sign-in, in one browser context. */
async function takePictures(
  browser: Browser,
  baseURL: string,
  world: StoreWorld,
  pictures: readonly WantedPicture[],
  say: (line: string) => void,
): Promise<void> {
  const [first] = pictures;
  if (first === undefined) return;
  const { width, height, scale } = first.device;
  const context = await browser.newContext({
    ...{ baseURL, viewport: { width, height }, deviceScaleFactor: scale, locale: 'en-US', reducedMotion: 'reduce' },
  });
  context.setDefaultTimeout(patienceMs);
  try {
    const page = await context.newPage();
    await signInOnWeb(page, world.me);
    if (pictures.some(({ language }) => language !== 'en') && !(await drawsDevanagari(page))) {
      throw new Problem('Nepali and Hindi have no font here: install one (apt install fonts-noto-core).');
    }
    for (const picture of pictures) {
      // Language and appearance are what their owner would have chosen.
      await page.evaluate(
        `localStorage.setItem('halobuzz.language', '${picture.language}'); localStorage.setItem('halobuzz.appearance', '${picture.shot.scheme}');`,
      );
      await takePicture(page, world, picture);
      say(picture.path);
    }
  } finally {
    await context.close();
  }
}

async function takePicture(page: Page, world: StoreWorld, { shot, path }: WantedPicture): Promise<void> {
  await shot.open(page, world);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  mkdirSync(dirname(path), { recursive: true });
  // Opaque, as both stores want it, and small enough to be kept.
  await sharp(await page.screenshot())
    .removeAlpha()
    .png({ compressionLevel: 9, palette: true, quality: 90 })
    .toFile(path);
}

/** Whether two letters look different: without a font both are the same nothing. */
async function drawsDevanagari(page: Page): Promise<boolean> {
  const drawn = (letter: string): string => `(() => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.font = '40px sans-serif';
    context.fillText('${letter}', 10, 60);
    return canvas.toDataURL();
  })()`;
  return (await page.evaluate(drawn('क'))) !== (await page.evaluate(drawn('ख')));
}
