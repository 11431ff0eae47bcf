import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { renderGraphic, storeGraphics } from './store-graphics.ts';

describe.each(storeGraphics)('$path', (graphic) => {
  const { path, width, height, alpha } = graphic;

  it('has the size that its store wants, and an alpha channel only where one is allowed', async () => {
    const found = await sharp(join(repositoryRoot, path)).metadata();
    expect({ format: found.format, width: found.width, height: found.height, alpha: found.hasAlpha }).toEqual({
      ...{ format: 'png', width, height, alpha },
    });
  });

  it('is what the drawing gives', async () => {
    const drawn = await sharp(await renderGraphic(graphic))
      .raw()
      .toBuffer();
    const kept = await sharp(join(repositoryRoot, path)).raw().toBuffer();
    // The smoothing of edges may differ by a shade between builds of the renderer, the picture may not.
    expect(kept.length).toBe(drawn.length);
    let far = 0;
    for (let at = 0; at < drawn.length; at += 1) if (Math.abs((drawn[at] ?? 0) - (kept[at] ?? 0)) > 48) far += 1;
    expect(far / drawn.length).toBeLessThan(0.001);
  });
});

it('no picture lies beside them that nothing draws', () => {
  const drawn = storeGraphics.map(({ path }) => path);
  for (const folder of ['mobile/assets', 'mobile/store/graphics']) {
    const files = readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}`);
    expect(files.filter((file) => !drawn.includes(file))).toEqual([]);
  }
});

it('an adaptive icon keeps clear of what Android cuts off: the inner 66 of 108 parts are seen', async () => {
  for (const name of ['adaptive-icon', 'monochrome-icon']) {
    const image = sharp(join(repositoryRoot, 'mobile/assets', `${name}.png`));
    const { info } = await image.trim().toBuffer({ resolveWithObject: true });
    expect(info.width).toBeLessThan(1024 * (66 / 108));
    expect(info.width).toBeGreaterThan(1024 * 0.4);
  }
});

it('a notification’s icon is white alone, for Android takes its shape and no colour', async () => {
  const file = join(repositoryRoot, 'mobile/assets/notification-icon.png');
  const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) > 250) expect([data[at], data[at + 1], data[at + 2]]).toEqual([255, 255, 255]);
  }
});
