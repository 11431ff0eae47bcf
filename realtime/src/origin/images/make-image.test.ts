import type { ImageKind } from '@halobuzz/core/api/images';
import { limits } from '@halobuzz/core/limits';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { crc32, pngChunk, pngHeader, solid, withExif } from '../testing/pictures.ts';
import { imageSizes } from './image-sizes.ts';
import { createMakeImage } from './make-image.ts';

const make = createMakeImage();
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

async function refusal(bytes: Uint8Array, kind: ImageKind = 'avatar'): Promise<unknown> {
  const error: unknown = await make(bytes, kind).then(
    () => 'taken',
    (refused: unknown) => refused,
  );
  return error;
}
const refusedFor = (message: string | RegExp) => ({
  code: 'validation_failed',
  errors: [{ field: 'image', message: expect.stringMatching(message) }],
});

describe('what is made of a picture', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s: a square in two sizes, WebP', async (type) => {
    const { large, small } = await make(await solid(900, 600, type), 'avatar');
    expect(await sharp(large).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 });
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 128, height: 128 });
  });

  it('a cover: sixteen to nine in two sizes', async () => {
    const { large, small } = await make(await solid(700, 900, 'png'), 'cover');
    expect(await sharp(large).metadata()).toMatchObject({ width: 1280, height: 720 });
    expect(await sharp(small).metadata()).toMatchObject({ width: 320, height: 180 });
  });

  it('stands as it was held, and tells nothing of where and with what it was taken', async () => {
    const sent = await withExif('jpeg');
    expect((await sharp(sent).metadata()).exif?.toString('latin1')).toContain('Secret Camera');
    const { large } = await make(sent, 'avatar');
    const known = await sharp(large).metadata();
    expect([known.exif, known.xmp, known.icc, known.orientation]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Buffer.from(large).toString('latin1')).not.toContain('Secret');
    // Sent with red on the left and a note to turn it to the right: red is on top.
    const { data } = await sharp(large).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => data[(y * 512 + x) * 3] ?? 0;
    expect(at(256, 20)).toBeGreaterThan(200);
    expect(at(256, 490)).toBeLessThan(60);
  });

  it('keeps what is transparent', async () => {
    const sent = await sharp({ create: { width: 80, height: 80, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    expect((await sharp((await make(sent, 'avatar')).large).stats()).isOpaque).toBe(false);
  });

  it('noise comes out within its bytes, with less quality', async () => {
    const { width, height } = imageSizes.cover.large;
    const noise = Buffer.from(
      Array.from({ length: width * height * 3 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 13) & 255),
    );
    const sent = await sharp(noise, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer();
    const { large, small } = await make(sent, 'cover');
    expect(large.byteLength).toBeLessThanOrEqual(limits.imageLargeBytesMax);
    expect(small.byteLength).toBeLessThanOrEqual(limits.imageSmallBytesMax);
  });
});

describe('what is no picture, or more than one', () => {
  it.each([
    ['nothing', '', 'must be a picture'],
    ['words', 'hello', 'must be a JPEG, PNG or WebP picture'],
    ['a GIF', 'GIF89a\x01\x00\x01\x00', 'is a GIF'],
    ['a GIF that is a script as well', 'GIF89a/*\x00*/=1;alert(1)', 'is a GIF'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'is an SVG'],
    ['an SVG behind a declaration', '\ufeff<?xml version="1.0"?><svg/>', 'is an SVG'],
    [
      'an SVG with entities',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      'is an SVG',
    ],
    ['a web page', '<!doctype html><script>alert(1)</script>', 'is a web page'],
    ['a PDF', '%PDF-1.7', 'must be a JPEG, PNG or WebP picture'],
    ['HEIC', '\x00\x00\x00\x18ftypheic', 'is HEIC or AVIF'],
    ['a TIFF, whatever reads it', 'II*\x00\x08\x00\x00\x00', 'must be a JPEG, PNG or WebP picture'],
  ])('%s', async (_, words, message) => {
    expect(await refusal(text(words))).toMatchObject(refusedFor(message));
  });

  it('a web page behind a picture, and in its comment', async () => {
    const jpeg = await solid(100, 100, 'jpeg');
    const page = text('<html><script>alert(1)</script></html>');
    expect(await refusal(join(jpeg, page))).toMatchObject(refusedFor('holds a script or markup'));
    const comment = join(new Uint8Array([0xff, 0xfe, 0, page.byteLength + 2]), page);
    const inside = join(jpeg.subarray(0, 2), comment, jpeg.subarray(2));
    expect((await sharp(inside).metadata()).format).toBe('jpeg');
    expect(await refusal(inside)).toMatchObject(refusedFor('holds a script or markup'));
  });

  it.each([
    ['PHP', '<?php system($_GET[0]);'],
    ['an SVG that runs', '<svg onload=alert(1)>'],
    ['a script in capitals', '<SCRIPT SRC=//x>'],
  ])('a picture with %s in its text', async (_, words) => {
    const png = await solid(100, 100, 'png');
    const chunk = pngChunk('tEXt', text(`Comment\0${words}`));
    const sent = join(png.subarray(0, 33), chunk, png.subarray(33));
    expect((await sharp(sent).metadata()).width).toBe(100);
    expect(await refusal(sent)).toMatchObject(refusedFor('holds a script or markup'));
  });

  it('a PDF that begins as a picture', async () => {
    const jpeg = await solid(100, 100, 'jpeg');
    const comment = join(new Uint8Array([0xff, 0xfe, 0, 12]), text('%PDF-1.7\n '));
    const sent = join(jpeg.subarray(0, 2), comment, jpeg.subarray(2));
    expect(await refusal(sent)).toMatchObject(refusedFor('is a PDF as well'));
  });

  it('an archive behind a picture; not a picture that only holds its letters', async () => {
    const jpeg = await solid(100, 100, 'jpeg');
    const record = (comment: number) => new Uint8Array([0x50, 0x4b, 5, 6, ...Array(16).fill(0), comment, 0]);
    expect(await refusal(join(jpeg, record(0)))).toMatchObject(refusedFor('is an archive as well'));
    expect(await refusal(join(jpeg, record(3), text('abc')))).toMatchObject(refusedFor('is an archive as well'));
    expect(await refusal(join(jpeg, record(9), text('abc')))).toBe('taken');
  });

  it('what phones put behind a picture is no reason to refuse it, and does not come along', async () => {
    const film = join(new Uint8Array(8), text('ftypmp42 Secret film'));
    const { large } = await make(join(await solid(100, 100, 'jpeg'), film), 'avatar');
    expect(Buffer.from(large).toString('latin1')).not.toContain('Secret');
  });
});

describe('what is damaged', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s, cut at every tenth of it', async (type) => {
    const whole = await withExif(type);
    for (let tenth = 1; tenth < 10; tenth += 1) {
      const cut = whole.subarray(0, Math.floor((whole.byteLength * tenth) / 10));
      expect(await refusal(cut), `${tenth} tenths`).toMatchObject(refusedFor('is damaged'));
    }
  });

  it('a picture whose inside is another file', async () => {
    const svg = text('<x/>');
    expect(await refusal(join(new Uint8Array([0xff, 0xd8, 0xff]), svg))).toMatchObject(refusedFor('is damaged'));
    const png = pngHeader(100, 100);
    expect(await refusal(join(png, pngChunk('IDAT', text('no deflate')), pngChunk('IEND', text(''))))).toMatchObject(
      refusedFor('is damaged'),
    );
  });
});

describe('what would unfold too far', () => {
  it('is refused by its header alone, before a pixel of it is decoded', async () => {
    // Its data is missing: had it been decoded, it would be called damaged.
    const bomb = join(pngHeader(65_000, 65_000), pngChunk('IDAT', text('')), pngChunk('IEND', text('')));
    expect(await refusal(bomb)).toMatchObject(refusedFor(`must have at most ${limits.imagePixelsMax} pixels`));
  });

  it('and so is one that is too narrow to be seen', async () => {
    const side = limits.imageSidePixelsMin;
    const least = `must be at least ${side} pixels`;
    expect(await refusal(await solid(side - 1, 200, 'png'))).toMatchObject(refusedFor(least));
    expect(await refusal(await solid(200, side - 1, 'png'))).toMatchObject(refusedFor(least));
    expect(await refusal(await solid(side, side, 'png'))).toBe('taken');
  });

  it('the largest that is taken is taken', async () => {
    const [width, height] = [4_096, limits.imagePixelsMax / 4_096];
    expect(await refusal(await solid(width, height, 'webp'))).toBe('taken');
    expect(await refusal(await solid(width + 1, height, 'png'))).toMatchObject(refusedFor('must have at most'));
  });
});

it('lets so many wait and no more', async () => {
  const sent = await solid(300, 300, 'jpeg');
  const all = await Promise.all(Array.from({ length: limits.imageQueueMax + 3 }, () => refusal(sent)));
  expect(all.filter((outcome) => outcome === 'taken')).toHaveLength(limits.imageQueueMax + 1);
  expect(all.filter((outcome) => outcome !== 'taken')).toEqual(
    Array(2).fill(expect.objectContaining({ code: 'unavailable', retryAfterMs: 1_000 })),
  );
  expect(await refusal(sent)).toBe('taken');
});

it('the checksum of the chunks above is the one of PNG', () => {
  expect(crc32(text('123456789'))).toBe(0xcbf43926);
});
