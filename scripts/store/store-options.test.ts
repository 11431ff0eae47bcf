import { expect, it } from 'vitest';
import { storeDevices } from './store-devices.ts';
import { parseStoreOptions } from './store-options.ts';
import { storePictures } from './take-screenshots.ts';

it('takes every device and language unless told otherwise', () => {
  expect(parseStoreOptions(['screenshots'])).toMatchObject({ what: 'screenshots', languages: ['en', 'ne', 'hi'] });
  const some = parseStoreOptions(['screenshots', '--device', 'ipad-13,iphone-6.9', '--language', 'ne']);
  expect(some).toMatchObject({ devices: [{ id: 'ipad-13' }, { id: 'iphone-6.9' }], languages: ['ne'] });
  expect(parseStoreOptions(['screenshots', '--readme'])).toEqual({ what: 'readme' });
});

it.each([
  [['graphic'], 'There is no "graphic"'],
  [['graphics', 'x'], 'There is no "graphics x"'],
  [['screenshots', '--device', 'watch'], '--device watch is none of: iphone-6.9'],
  [['screenshots', '--colour', 'red'], '--colour'],
])('refuses %j', (words, message) => {
  expect(() => parseStoreOptions(words)).toThrow(message);
});

it('says what there is', () => {
  expect([parseStoreOptions([]), parseStoreOptions(['--help'])]).toEqual([{ what: 'help' }, { what: 'help' }]);
});

it('every device has the pixels that its store wants, and Play none that is longer than twice its width', () => {
  for (const { width, height, scale, pixels, store } of storeDevices) {
    expect([width * scale, height * scale]).toEqual(pixels);
    if (store === 'Google Play') expect(pixels[1] / pixels[0]).toBeLessThanOrEqual(2);
  }
});

it('a store is given two to ten pictures a device, each in a place of its own', () => {
  const pictures = storePictures('out', storeDevices, ['en', 'hi']);
  const perDevice = pictures.filter(({ path }) => path.includes('/en/iphone-6.9/'));
  expect(perDevice.length).toBeGreaterThanOrEqual(2);
  expect(perDevice.length).toBeLessThanOrEqual(8);
  expect(new Set(pictures.map(({ path }) => path)).size).toBe(pictures.length);
});
