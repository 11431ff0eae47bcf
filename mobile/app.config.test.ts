// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import config, { appConfig } from './app.config.ts';

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
    'android.permission.ACCESS_NETWORK_STATE',
    'android.permission.ACCESS_WIFI_STATE',
    'android.permission.MODIFY_AUDIO_SETTINGS',
    'android.permission.POST_NOTIFICATIONS',
  ]);
  expect(config.android?.blockedPermissions).toContain('android.permission.VIBRATE');
  expect(config.android?.allowBackup).toBe(false);
});

it('opens links of the installation that the build belongs to, and of our own site otherwise', () => {
  const domains = (HALOBUZZ_API_URL?: string) => appConfig({ HALOBUZZ_API_URL }).ios?.associatedDomains;
  expect(domains('https://halo.example')).toEqual(['applinks:halo.example', 'webcredentials:halo.example']);
  expect(domains()).toEqual(['applinks:halobuzz.com', 'webcredentials:halobuzz.com']);
});

it('is built for the stores with everything that it needs, or not at all', () => {
  const complete = {
    ...{ EAS_BUILD_PROFILE: 'production', HALOBUZZ_API_URL: 'https://halo.example' },
    ...{ HALOBUZZ_SUPPORT_CONTACT: 'help@halo.example', EAS_PROJECT_ID: 'p1' },
    ...{ GOOGLE_SERVICES_JSON: './google-services.json', UPDATES_CERTIFICATE: './updates.pem' },
  };
  expect(appConfig(complete)).toMatchObject({
    extra: { apiUrl: 'https://halo.example', supportContact: 'help@halo.example', eas: { projectId: 'p1' } },
    updates: { url: 'https://u.expo.dev/p1', codeSigningCertificate: './updates.pem' },
    android: { googleServicesFile: './google-services.json' },
    ios: { infoPlist: { NSAppTransportSecurity: { NSAllowsLocalNetworking: false } } },
  });
  expect(() => appConfig({ EAS_BUILD_PROFILE: 'production', HALOBUZZ_API_URL: 'http://halo.example' })).toThrow(
    'This build for the stores lacks: HALOBUZZ_SUPPORT_CONTACT, EAS_PROJECT_ID, GOOGLE_SERVICES_JSON, UPDATES_CERTIFICATE, TLS in HALOBUZZ_API_URL',
  );
});

it('takes no updates where no project is named', () => {
  expect(config.updates).toEqual({ enabled: false });
  expect(config.runtimeVersion).toEqual({ policy: 'fingerprint' });
});

it('has the version of its package', () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')));
  expect(config.version).toBe(version);
});

it('exports one page for the web, which the edge serves for every path', () => {
  expect(config.web).toMatchObject({ bundler: 'metro', output: 'single' });
});
