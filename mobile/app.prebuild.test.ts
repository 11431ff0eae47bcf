import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { appLinkPaths } from '@halobuzz/core/app-links';
import { privacyManifestTypes } from '@halobuzz/core/privacy/store-labels/apple-labels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parsePlist } from './testing/parse-plist.ts';
import { type PrebuiltApp, prebuild } from './testing/prebuilt-app.ts';

const site = 'app.halobuzz.example';
const packages = resolve(import.meta.dirname, '..', 'node_modules');
let app: PrebuiltApp;
beforeAll(async () => {
  app = await prebuild({ HALOBUZZ_API_URL: `https://${site}`, EAS_PROJECT_ID: '00000000-0000-4000-8000-000000000000' });
}, 200_000);
afterAll(() => app?.remove());

const manifestTypes = z.array(
  z.object({ NSPrivacyAccessedAPIType: z.string(), NSPrivacyAccessedAPITypeReasons: z.array(z.string()) }),
);
const privacySchema = z.looseObject({
  NSPrivacyTracking: z.boolean().optional(),
  NSPrivacyTrackingDomains: z.array(z.string()).optional(),
  NSPrivacyAccessedAPITypes: manifestTypes,
});

describe('iOS', () => {
  it('asks for camera, microphone and photographs in the customer’s words', () => {
    const info = parsePlist(app.read('ios/HaloBuzz/Info.plist'));
    expect(info).toMatchObject({
      CFBundleDisplayName: 'HaloBuzz',
      NSCameraUsageDescription: 'Camera access for live streaming',
      NSMicrophoneUsageDescription: 'Microphone access for live streaming',
      NSPhotoLibraryUsageDescription: 'Photo library access for profile pictures',
      UIRequiredDeviceCapabilities: ['arm64', 'metal'],
      ITSAppUsesNonExemptEncryption: false,
      CFBundleLocalizations: ['en', 'ne', 'hi'],
      CFBundleURLTypes: [{ CFBundleURLSchemes: ['halobuzz', 'com.halobuzz.app'] }],
    });
    expect(info).toMatchObject({ NSAppTransportSecurity: { NSAllowsArbitraryLoads: false } });
  });

  it('asks for nothing else, and stays on in the background for nothing', () => {
    const info = Object.keys(z.record(z.string(), z.unknown()).parse(parsePlist(app.read('ios/HaloBuzz/Info.plist'))));
    expect(info.filter((key) => key.endsWith('UsageDescription')).sort()).toEqual([
      'NSCameraUsageDescription',
      'NSMicrophoneUsageDescription',
      'NSPhotoLibraryUsageDescription',
    ]);
    expect(info).not.toContain('UIBackgroundModes');
  });

  it.each(['ne', 'hi'])('says so in %s, too', (language) => {
    const words = app.read(`ios/HaloBuzz/Supporting/${language}.lproj/InfoPlist.strings`);
    for (const name of ['Camera', 'Microphone', 'PhotoLibrary']) {
      expect(words).toMatch(new RegExp(`NS${name}UsageDescription = "[^"]*[\\u0900-\\u097f]`));
    }
  });

  it('opens links of the site and shares its passkeys', () => {
    expect(parsePlist(app.read('ios/HaloBuzz/HaloBuzz.entitlements'))).toEqual({
      'aps-environment': 'development',
      'com.apple.developer.associated-domains': [`applinks:${site}`, `webcredentials:${site}`],
    });
  });

  it('has a privacy manifest that tells what the inventory of stored data tells, and tracks nobody', () => {
    const manifest = parsePlist(app.read('ios/HaloBuzz/PrivacyInfo.xcprivacy'));
    expect(manifest).toMatchObject({ NSPrivacyTracking: false, NSPrivacyTrackingDomains: [] });
    expect(manifest).toMatchObject({ NSPrivacyCollectedDataTypes: privacyManifestTypes() });
    expect(app.read('ios/HaloBuzz.xcodeproj/project.pbxproj')).toContain('PrivacyInfo.xcprivacy in Resources');
  });

  it('gives every reason that its libraries give for a restricted interface', () => {
    const ours = reasonsOf(app.read('ios/HaloBuzz/PrivacyInfo.xcprivacy'));
    const theirs = privacyManifestsOf(['expo', 'react-native', '@react-native']);
    expect(theirs.length).toBeGreaterThan(5);
    for (const [file, text] of theirs) {
      for (const reason of reasonsOf(text)) expect(ours, file).toContain(reason);
    }
  });

  it('takes updates by its fingerprint only', () => {
    expect(parsePlist(app.read('ios/HaloBuzz/Supporting/Expo.plist'))).toMatchObject({
      EXUpdatesEnabled: true,
      EXUpdatesRuntimeVersion: 'file:fingerprint',
      EXUpdatesURL: 'https://u.expo.dev/00000000-0000-4000-8000-000000000000',
    });
  });
});

describe('Android', () => {
  const manifest = () =>
    new DOMParser().parseFromString(app.read('android/app/src/main/AndroidManifest.xml'), 'application/xml');
  const attribute = (element: Element, name: string) => element.getAttribute(`android:${name}`);

  it('asks for camera, microphone, network and notifications, and for no more', () => {
    const asked = [...manifest().querySelectorAll('uses-permission')]
      .filter((element) => element.getAttribute('tools:node') !== 'remove')
      .map((element) => [attribute(element, 'name'), attribute(element, 'maxSdkVersion')]);
    expect(asked.sort()).toEqual([
      ['android.permission.ACCESS_NETWORK_STATE', null],
      ['android.permission.ACCESS_WIFI_STATE', null],
      ['android.permission.BLUETOOTH', '30'],
      ['android.permission.CAMERA', null],
      ['android.permission.INTERNET', null],
      ['android.permission.MODIFY_AUDIO_SETTINGS', null],
      ['android.permission.POST_NOTIFICATIONS', null],
      ['android.permission.RECORD_AUDIO', null],
      ['com.android.vending.BILLING', null],
    ]);
  });

  it('takes back what libraries bring, foreground services of Android 14 and the advertising id among it', () => {
    const removed = [...manifest().querySelectorAll('uses-permission')]
      .filter((element) => element.getAttribute('tools:node') === 'remove')
      .map((element) => attribute(element, 'name'));
    for (const name of [
      'android.permission.FOREGROUND_SERVICE_CAMERA',
      'android.permission.FOREGROUND_SERVICE_MEDIA_PROJECTION',
      'android.permission.FOREGROUND_SERVICE_MICROPHONE',
      'android.permission.READ_PHONE_STATE',
      'android.permission.VIBRATE',
      'com.google.android.gms.permission.AD_ID',
    ]) {
      expect(removed).toContain(name);
    }
    expect(manifest().querySelectorAll('service')).toHaveLength(0);
  });

  it('is for devices without a camera, too', () => {
    const required = [...manifest().querySelectorAll('uses-feature')].map((element) => attribute(element, 'required'));
    expect(required.length).toBeGreaterThan(2);
    expect(new Set(required)).toEqual(new Set(['false']));
  });

  it('opens the links that the edge vouches for, and its own scheme', () => {
    const filters = [...manifest().querySelectorAll('intent-filter')];
    const verified = filters.filter((filter) => attribute(filter, 'autoVerify') === 'true');
    expect(verified).toHaveLength(1);
    const links = [...(verified[0]?.querySelectorAll('data') ?? [])].map((data) => {
      expect([attribute(data, 'scheme'), attribute(data, 'host')]).toEqual(['https', site]);
      const prefix = attribute(data, 'pathPrefix');
      return prefix === null ? attribute(data, 'path') : `${prefix}*`;
    });
    expect(links).toEqual([...appLinkPaths]);
    const own = filters
      .flatMap((filter) => [...filter.querySelectorAll('data')])
      .map((data) => attribute(data, 'scheme'));
    expect(own).toContain('halobuzz');
  });

  it('is backed up nowhere, and known by its package', () => {
    expect(manifest().querySelector('application')?.getAttribute('android:allowBackup')).toBe('false');
    expect(app.read('android/app/build.gradle')).toMatch(/applicationId\s*=?\s*'com\.halobuzz\.app'/);
  });

  it('targets the level that Play asks for', () => {
    const versions = readFileSync(join(packages, 'react-native', 'gradle', 'libs.versions.toml'), 'utf8');
    const target = Number(/^targetSdk = "(\d+)"$/m.exec(versions)?.[1]);
    expect(target).toBeGreaterThanOrEqual(36);
    expect(app.read('android/gradle.properties')).not.toContain('targetSdkVersion');
  });

  it('carries Agora without screen sharing, and one C++ runtime', () => {
    expect(app.read('android/app/build.gradle')).toContain("module: 'full-screen-sharing'");
    expect(app.read('android/gradle.properties')).toContain('android.packagingOptions.pickFirsts=**/libc++_shared.so');
    expect(app.read('android/app/proguard-rules.pro')).toContain('-keep class io.agora.** { *; }');
  });
});

/** `category reason` of each restricted interface that a privacy manifest names. */
function reasonsOf(text: string): string[] {
  const { NSPrivacyAccessedAPITypes: types } = privacySchema.parse(parsePlist(text));
  return types.flatMap((type) =>
    type.NSPrivacyAccessedAPITypeReasons.map((reason) => `${type.NSPrivacyAccessedAPIType} ${reason}`),
  );
}

/** Privacy manifests that native libraries bring, of packages whose names begin so: file and text. */
function privacyManifestsOf(beginnings: readonly string[]): (readonly [string, string])[] {
  const names = readdirSync(packages).filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
  return names.flatMap((name) =>
    ['ios', 'ios/PrivacyInfo', 'React/Resources', 'ReactCommon/cxxreact', 'ReactCommon/react/timing'].flatMap(
      (folder) => {
        const file = join(packages, name, folder, 'PrivacyInfo.xcprivacy');
        try {
          return [[`${name}/${folder}`, readFileSync(file, 'utf8')] as const];
        } catch {
          return [];
        }
      },
    ),
  );
}
