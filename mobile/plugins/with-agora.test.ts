// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { agoraBuildGradle, agoraManifest, agoraProperties } from './with-agora.ts';

const named = (name: string) => ({ $: { 'android:name': name } });
const feature = (name: string) => ({ $: { 'android:name': name, 'android:required': 'true' as const } });

describe('the manifest', () => {
  const manifest = () => ({
    manifest: {
      $: { 'xmlns:android': 'http://schemas.android.com/apk/res/android' },
      queries: [],
      'uses-permission': [named('android.permission.CAMERA'), named('android.permission.BLUETOOTH')],
      'uses-feature': [feature('android.hardware.camera'), feature('android.hardware.touchscreen')],
    },
  });

  it('makes hardware of the camera optional once, and leaves the rest', () => {
    const features = agoraManifest(agoraManifest(manifest())).manifest['uses-feature'] ?? [];
    expect(features.map(({ $ }) => [$['android:name'], $['android:required']])).toEqual([
      ['android.hardware.touchscreen', 'true'],
      ['android.hardware.camera', 'false'],
      ['android.hardware.camera.front', 'false'],
      ['android.hardware.camera.autofocus', 'false'],
      ['android.hardware.microphone', 'false'],
    ]);
  });

  it('asks systems that have newer permissions for no old Bluetooth', () => {
    const permissions = agoraManifest(agoraManifest(manifest())).manifest['uses-permission'] ?? [];
    expect(permissions.map(({ $ }) => $)).toEqual([
      { 'android:name': 'android.permission.CAMERA' },
      {
        'android:name': 'android.permission.BLUETOOTH',
        'android:maxSdkVersion': '30',
        'tools:replace': 'android:maxSdkVersion',
      },
    ]);
  });
});

describe('gradle', () => {
  it('takes one C++ runtime and leaves unused parts out, in the place of what stood there', () => {
    const comment = { type: 'comment', value: 'ours' } as const;
    const old = { type: 'property', key: 'android.packagingOptions.pickFirsts', value: 'old' } as const;
    const other = { type: 'property', key: 'hermesEnabled', value: 'true' } as const;
    const [first, second, picks, excludes, ...rest] = agoraProperties([comment, old, other]);
    expect([first, second, rest]).toEqual([comment, other, []]);
    expect(picks).toMatchObject({ key: 'android.packagingOptions.pickFirsts', value: '**/libc++_shared.so' });
    expect(excludes).toMatchObject({ value: expect.stringContaining('**/libagora_screen_capture_extension.so') });
  });

  it('leaves screen sharing out of the app, once', () => {
    const once = agoraBuildGradle('android { }\n');
    expect(once).toContain("exclude group: 'io.agora.rtc', module: 'full-screen-sharing'");
    expect(agoraBuildGradle(once)).toBe(once);
  });
});
