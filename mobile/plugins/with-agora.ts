import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AndroidConfig,
  type ConfigPlugin,
  withAndroidManifest,
  withAppBuildGradle,
  withDangerousMod,
  withGradleProperties,
} from 'expo/config-plugins';

type Manifest = AndroidConfig.Manifest.AndroidManifest;
type GradleProperty = AndroidConfig.Properties.PropertiesItem;

/**
 * Hardware that the app uses and does not need: whoever only watches has no camera to offer, and Play would hide the app from
 * their tablet or television otherwise, as it reads these needs out of the permissions.
 */
const OPTIONAL_FEATURES = [
  'android.hardware.camera',
  'android.hardware.camera.front',
  'android.hardware.camera.autofocus',
  'android.hardware.microphone',
];

/** Legacy Bluetooth, which Android 12 replaced by a permission of its own; the headset is found without that there. */
const BLUETOOTH = 'android.permission.BLUETOOTH';
const BLUETOOTH_SDK_MAX = '30';

/** Parts of Agora's SDK that are for functions which the app does not have: some 25 MB of an installed app. */
const UNUSED_LIBRARIES = [
  'ai_echo_cancellation',
  'ai_echo_cancellation_ll',
  'ai_noise_suppression',
  'ai_noise_suppression_ll',
  'audio_beauty',
  'clear_vision',
  'content_inspect',
  'face_capture',
  'face_detection',
  'lip_sync',
  'screen_capture',
  'segmentation',
  'spatial_audio',
];

/**
 * The part of Agora that shares a screen brings a foreground service for media projection, which Play wants declared with a
 * video of it. The app shares no screens.
 */
const SCREEN_SHARING = `
// with-agora: no screen sharing, so no foreground service for it.
configurations.configureEach {
    exclude group: 'io.agora.rtc', module: 'full-screen-sharing'
}
`;

/** Agora's native code calls its Java by name: whoever turns shrinking on must not lose that. */
const PROGUARD = `
# with-agora: called by name from native code.
-keep class io.agora.** { *; }
-dontwarn io.agora.**
`;

/** Declares hardware as optional and bounds the permission that new systems do not know. Changes the manifest in place. */
export function agoraManifest(manifest: Manifest): Manifest {
  const root = manifest.manifest;
  const features = root['uses-feature'] ?? [];
  root['uses-feature'] = [
    ...features.filter(({ $ }) => !OPTIONAL_FEATURES.includes($['android:name'])),
    ...OPTIONAL_FEATURES.map((name) => ({ $: { 'android:name': name, 'android:required': 'false' as const } })),
  ];
  root.$['xmlns:tools'] ??= 'http://schemas.android.com/tools';
  const bluetooth = {
    $: {
      'android:name': BLUETOOTH,
      'android:maxSdkVersion': BLUETOOTH_SDK_MAX,
      'tools:replace': 'android:maxSdkVersion',
    },
  };
  root['uses-permission'] = [
    ...(root['uses-permission'] ?? []).filter(({ $ }) => $['android:name'] !== BLUETOOTH),
    bluetooth,
  ];
  return manifest;
}

/** Takes one copy of what several libraries bring, and leaves out what is not used. */
export function agoraProperties(properties: readonly GradleProperty[]): GradleProperty[] {
  const own: Readonly<Record<string, string>> = {
    // React Native and Agora bring the same C++ runtime.
    'android.packagingOptions.pickFirsts': '**/libc++_shared.so',
    'android.packagingOptions.excludes': UNUSED_LIBRARIES.map((name) => `**/libagora_${name}_extension.so`).join(','),
  };
  const others = properties.filter((item) => item.type !== 'property' || !(item.key in own));
  return [...others, ...Object.entries(own).map(([key, value]) => ({ type: 'property' as const, key, value }))];
}

/** Adds the exclusion of screen sharing to the app's build file, once. */
export function agoraBuildGradle(contents: string): string {
  return contents.includes('full-screen-sharing') ? contents : contents + SCREEN_SHARING;
}

/**
 * What `react-native-agora` needs of the native projects, as it brings no plugin of its own. iOS needs nothing but the words
 * for camera and microphone, which the app's configuration has: without a broadcast extension there is no screen sharing.
 */
const withAgora: ConfigPlugin = (config) => {
  const withManifest = withAndroidManifest(config, (mod) => {
    mod.modResults = agoraManifest(mod.modResults);
    return mod;
  });
  const withProperties = withGradleProperties(withManifest, (mod) => {
    mod.modResults = agoraProperties(mod.modResults);
    return mod;
  });
  const withBuild = withAppBuildGradle(withProperties, (mod) => {
    if (mod.modResults.language !== 'groovy') throw new Error('with-agora knows the Groovy build file only');
    mod.modResults.contents = agoraBuildGradle(mod.modResults.contents);
    return mod;
  });
  return withDangerousMod(withBuild, [
    'android',
    (mod) => {
      const rules = join(mod.modRequest.platformProjectRoot, 'app', 'proguard-rules.pro');
      if (!readFileSync(rules, 'utf8').includes('io.agora')) appendFileSync(rules, PROGUARD);
      return mod;
    },
  ]);
};

export default withAgora;
