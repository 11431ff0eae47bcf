import { afterEach, describe, expect, it, vi } from 'vitest';
import constants from '../../testing/fake-constants.ts';
import { secureStore } from '../../testing/fake-secure-store.ts';
import { apiUrl as nativeApiUrl } from './api-url.native.ts';
import { apiUrl as webApiUrl } from './api-url.ts';
import { deviceName as nativeDeviceName } from './device-name.native.ts';
import { deviceName as webDeviceName } from './device-name.ts';
import { exclusively } from './exclusively.ts';
import { randomBytes as nativeRandomBytes } from './random.native.ts';
import { randomBytes as webRandomBytes } from './random.ts';
import { deviceStorage as nativeStorage } from './storage.native.ts';
import { deviceStorage as webStorage } from './storage.ts';
import { memoryStorage } from './storage-port.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  ['memory', memoryStorage],
  ['web', webStorage],
  ['native', nativeStorage],
])('%s storage', (_name, make) => {
  it('gives back what was set until it is removed', async () => {
    const storage = make();
    expect(await storage.get('device')).toBeUndefined();
    await storage.set('device', '1');
    await storage.set('device', '2');
    expect(await storage.get('device')).toBe('2');
    await storage.remove('device');
    expect(await storage.get('device')).toBeUndefined();
    storage.onOtherChange('device', () => {})();
  });
});

it('keeps values for this run when localStorage is full', async () => {
  const storage = webStorage();
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await storage.set('device', '1');
  full.mockRestore();
  expect(await storage.get('device')).toBe('1');
});

it('keeps values for this run when localStorage is forbidden', async () => {
  const forbidden = vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  const storage = webStorage();
  forbidden.mockRestore();
  await storage.set('device', '1');
  expect(await storage.get('device')).toBe('1');
  expect(localStorage).toHaveLength(0);
});

it('keeps values for this run while the key chain is locked', async () => {
  secureStore.locked = true;
  const storage = nativeStorage();
  await storage.set('device', '1');
  expect(await storage.get('device')).toBe('1');
  await storage.remove('device');
  expect(await storage.get('device')).toBeUndefined();
  expect(secureStore.values.size).toBe(0);
});

it('hears of other windows’ changes to its key, until stopped', () => {
  const storage = webStorage();
  const heard: string[] = [];
  const stop = storage.onOtherChange('device', () => heard.push('device'));
  const tell = (key: string | null) => window.dispatchEvent(new StorageEvent('storage', { key }));
  tell('halobuzz.appearance');
  tell('halobuzz.device');
  tell(null);
  stop();
  tell('halobuzz.device');
  expect(heard).toEqual(['device', 'device']);
});

it.each([
  ['web', webRandomBytes],
  ['native', nativeRandomBytes],
])('gives as many random bytes as asked for: %s', (_name, randomBytes) => {
  expect(randomBytes(16)).toHaveLength(16);
  expect(randomBytes(3)).toHaveLength(3);
  // All bytes come from chance: over 64 samples no place stays the same.
  const samples = Array.from({ length: 64 }, () => randomBytes(16));
  for (let at = 0; at < 16; at += 1) expect(new Set(samples.map((bytes) => bytes[at])).size).toBeGreaterThan(1);
});

it('finds the edge: the page’s origin, or what the build says', () => {
  expect(webApiUrl()).toBe(window.location.origin);
  expect(nativeApiUrl()).toBe('https://edge.example');
  const configured = constants.expoConfig.extra.apiUrl;
  constants.expoConfig.extra.apiUrl = '';
  expect(() => nativeApiUrl()).toThrow('extra.apiUrl');
  constants.expoConfig.extra.apiUrl = configured;
});

it('names the device', () => {
  expect(webDeviceName()).not.toBe('');
  expect(nativeDeviceName()).toMatch(/^Android/);
});

it('takes turns where the browser has locks, and runs at once where not', async () => {
  expect(await exclusively('x', async () => 1)).toBe(1);
  const names: string[] = [];
  const request = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    names.push(name);
    return task();
  };
  vi.stubGlobal('navigator', { locks: { request } });
  expect(await exclusively('refresh', async () => 2)).toBe(2);
  expect(names).toEqual(['halobuzz.refresh']);
});
