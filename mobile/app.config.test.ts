// @vitest-environment node
import { expect, it } from 'vitest';
import config from './app.config.ts';

it('carries the identifiers that the stores know the app by', () => {
  expect(config).toMatchObject({ name: 'HaloBuzz', slug: 'halobuzz', scheme: 'halobuzz' });
  expect(config.ios?.bundleIdentifier).toBe('com.halobuzz.app');
  expect(config.android?.package).toBe('com.halobuzz.app');
});

it('says what camera, microphone and photos are for', () => {
  expect(config.ios?.infoPlist).toMatchObject({
    NSCameraUsageDescription: 'Camera access for live streaming',
    NSMicrophoneUsageDescription: 'Microphone access for live streaming',
    NSPhotoLibraryUsageDescription: 'Photo library access for profile pictures',
  });
});

it('asks Android for what it needs and nothing else', () => {
  expect(config.android?.permissions).toEqual([
    'android.permission.CAMERA',
    'android.permission.RECORD_AUDIO',
    'android.permission.INTERNET',
  ]);
  expect(config.android?.blockedPermissions).toContain('android.permission.VIBRATE');
  expect(config.android?.allowBackup).toBe(false);
});

it('exports one page for the web, which the edge serves for every path', () => {
  expect(config.web).toMatchObject({ bundler: 'metro', output: 'single' });
});
