import { appIdentity, appLinkPaths } from '@halobuzz/core/app-links';
import { privacyManifestTypes } from '@halobuzz/core/privacy/store-labels/apple-labels';
import type { ExpoConfig } from 'expo/config';

/** What a build is told by its surroundings (docs/app-release.md). Nothing in it is secret: all of it is in the app. */
export interface BuildSettings {
  /** Where native builds find the edge; the web export is served by the edge itself and uses its own origin. */
  readonly HALOBUZZ_API_URL?: string | undefined;
  /** Where people write who need help, as the app and the support page show it. */
  readonly HALOBUZZ_SUPPORT_CONTACT?: string | undefined;
  /** The project at the build service: builds, notifications and updates are made under it. */
  readonly EAS_PROJECT_ID?: string | undefined;
  /** `production` while a build for the stores is made. */
  readonly EAS_BUILD_PROFILE?: string | undefined;
  /** Firebase's file for notifications on Android. */
  readonly GOOGLE_SERVICES_JSON?: string | undefined;
  /** The certificate that updates over the air must be signed for. */
  readonly UPDATES_CERTIFICATE?: string | undefined;
}

const colours = { dark: '#171310', light: '#FBF7F0', accent: '#FFB020' } as const;

/** What iOS says when the app asks. */
const usage = {
  NSCameraUsageDescription: 'Camera access for live streaming',
  NSMicrophoneUsageDescription: 'Microphone access for live streaming',
  NSPhotoLibraryUsageDescription: 'Photo library access for profile pictures',
} as const;

/** Reasons for Apple's restricted interfaces: what the app's own libraries use them for. A test compares them. */
const accessedApis = [
  ['UserDefaults', ['CA92.1']],
  ['FileTimestamp', ['C617.1', '0A2A.1', '3B52.1']],
  ['DiskSpace', ['E174.1', '85F4.1']],
  ['SystemBootTime', ['35F9.1']],
] as const;

/** Permissions that libraries bring and the app does without. Sharing a screen or staying on in the background is none of it. */
const blockedPermissions = [
  'android.permission.VIBRATE',
  'android.permission.SYSTEM_ALERT_WINDOW',
  'android.permission.READ_EXTERNAL_STORAGE',
  'android.permission.WRITE_EXTERNAL_STORAGE',
  'android.permission.READ_PHONE_STATE',
  'android.permission.RECEIVE_BOOT_COMPLETED',
  'android.permission.FOREGROUND_SERVICE',
  'android.permission.FOREGROUND_SERVICE_CAMERA',
  'android.permission.FOREGROUND_SERVICE_MICROPHONE',
  'android.permission.FOREGROUND_SERVICE_MEDIA_PROJECTION',
  'com.google.android.gms.permission.AD_ID',
];

/** One configuration for iOS, Android and the web. @throws Error naming all that a build for the stores lacks */
export function appConfig(settings: BuildSettings): ExpoConfig {
  const problems = storeBuildProblems(settings);
  if (problems.length > 0) throw new Error(`This build for the stores lacks: ${problems.join(', ')}`);
  const apiUrl = settings.HALOBUZZ_API_URL ?? '';
  const { host } = new URL(apiUrl === '' ? appIdentity.site : apiUrl);
  const isForStores = settings.EAS_BUILD_PROFILE === 'production';
  return {
    name: 'HaloBuzz',
    slug: 'halobuzz',
    scheme: appIdentity.scheme,
    version: '0.1.0',
    orientation: 'default',
    userInterfaceStyle: 'automatic',
    icon: './assets/icon.png',
    // The words for camera, microphone and photographs in the app's other languages; without, iOS shows the English ones.
    locales: { ne: './store/locales/ne.json', hi: './store/locales/hi.json' },
    ios: {
      bundleIdentifier: appIdentity.id,
      supportsTablet: true,
      icon: { light: './assets/icon.png', dark: './assets/icon-dark.png', tinted: './assets/icon-tinted.png' },
      associatedDomains: [`applinks:${host}`, `webcredentials:${host}`],
      // TLS and the system's own ciphers alone: exempt.
      config: { usesNonExemptEncryption: false },
      infoPlist: {
        ...usage,
        // Video is drawn by Metal. A camera is no must: who watches needs none.
        UIRequiredDeviceCapabilities: ['arm64', 'metal'],
        CFBundleAllowMixedLocalizations: true,
        // A development server on the same network, and nothing else without TLS; none in what the stores get.
        NSAppTransportSecurity: { NSAllowsArbitraryLoads: false, NSAllowsLocalNetworking: !isForStores },
      },
      privacyManifests: {
        NSPrivacyTracking: false,
        NSPrivacyTrackingDomains: [],
        NSPrivacyCollectedDataTypes: privacyManifestTypes(),
        NSPrivacyAccessedAPITypes: accessedApis.map(([api, reasons]) => ({
          NSPrivacyAccessedAPIType: `NSPrivacyAccessedAPICategory${api}`,
          NSPrivacyAccessedAPITypeReasons: [...reasons],
        })),
      },
    },
    android: {
      package: appIdentity.id,
      allowBackup: false,
      permissions: [
        'android.permission.CAMERA',
        'android.permission.RECORD_AUDIO',
        'android.permission.INTERNET',
        // Agora: the network's kind and state, and routing sound to headset and speaker.
        'android.permission.ACCESS_NETWORK_STATE',
        'android.permission.ACCESS_WIFI_STATE',
        'android.permission.MODIFY_AUDIO_SETTINGS',
        // A must for notifications since Android 13; asked for in the app, never at the start.
        'android.permission.POST_NOTIFICATIONS',
      ],
      blockedPermissions,
      adaptiveIcon: {
        foregroundImage: './assets/adaptive-icon.png',
        monochromeImage: './assets/monochrome-icon.png',
        backgroundColor: colours.dark,
      },
      intentFilters: [
        {
          action: 'VIEW',
          autoVerify: true,
          category: ['BROWSABLE', 'DEFAULT'],
          data: appLinkPaths.map((path) => ({ scheme: 'https', host, ...androidPath(path) })),
        },
      ],
      ...(settings.GOOGLE_SERVICES_JSON === undefined ? {} : { googleServicesFile: settings.GOOGLE_SERVICES_JSON }),
    },
    web: { bundler: 'metro', output: 'single', favicon: './assets/favicon.png' },
    plugins: [
      ['expo-router', { sitemap: false }],
      ['expo-secure-store', { faceIDPermission: false }],
      [
        'expo-splash-screen',
        {
          image: './assets/splash.png',
          imageWidth: 160,
          backgroundColor: colours.light,
          dark: { backgroundColor: colours.dark },
        },
      ],
      [
        'expo-notifications',
        {
          icon: './assets/notification-icon.png',
          color: colours.accent,
          defaultChannel: 'live',
          mode: isForStores ? 'production' : 'development',
        },
      ],
      // The plugin takes permission and words of what it is not told from the whole app.
      [
        'expo-image-picker',
        {
          cameraPermission: usage.NSCameraUsageDescription,
          microphonePermission: usage.NSMicrophoneUsageDescription,
          photosPermission: usage.NSPhotoLibraryUsageDescription,
        },
      ],
      ['expo-localization', { supportedLocales: ['en', 'ne', 'hi'], supportsRTL: true }],
      'expo-iap',
      './plugins/with-agora.ts',
    ],
    // Native code, configuration and packages decide together which updates a build takes.
    runtimeVersion: { policy: 'fingerprint' },
    updates: updatesOf(settings),
    experiments: { typedRoutes: true },
    extra: {
      apiUrl,
      supportContact: settings.HALOBUZZ_SUPPORT_CONTACT ?? appIdentity.support,
      ...(settings.EAS_PROJECT_ID === undefined ? {} : { eas: { projectId: settings.EAS_PROJECT_ID } }),
    },
  };
}

/** Without these a build for the stores would reach no server, notify nobody or take updates from anybody. */
function storeBuildProblems(settings: BuildSettings): string[] {
  if (settings.EAS_BUILD_PROFILE !== 'production') return [];
  const needed = [
    'HALOBUZZ_API_URL',
    'HALOBUZZ_SUPPORT_CONTACT',
    'EAS_PROJECT_ID',
    'GOOGLE_SERVICES_JSON',
    'UPDATES_CERTIFICATE',
  ] as const;
  const missing: string[] = needed.filter((name) => (settings[name] ?? '') === '');
  if (settings.HALOBUZZ_API_URL?.startsWith('http:')) missing.push('TLS in HALOBUZZ_API_URL');
  return missing;
}

/** Over the air: only for builds of a project, only what is signed, in the background and for the next start. */
function updatesOf({ EAS_PROJECT_ID, UPDATES_CERTIFICATE }: BuildSettings): NonNullable<ExpoConfig['updates']> {
  if (EAS_PROJECT_ID === undefined) return { enabled: false };
  const signed =
    UPDATES_CERTIFICATE === undefined
      ? {}
      : {
          codeSigningCertificate: UPDATES_CERTIFICATE,
          codeSigningMetadata: { keyid: 'main', alg: 'rsa-v1_5-sha256' as const },
        };
  return {
    enabled: true,
    url: `https://u.expo.dev/${EAS_PROJECT_ID}`,
    checkAutomatically: 'ON_LOAD',
    fallbackToCacheTimeout: 0,
    ...signed,
  };
}

function androidPath(path: string): { readonly path: string } | { readonly pathPrefix: string } {
  return path.endsWith('/*') ? { pathPrefix: path.slice(0, -1) } : { path };
}

const { HALOBUZZ_API_URL, HALOBUZZ_SUPPORT_CONTACT, EAS_PROJECT_ID } = process.env;
const { EAS_BUILD_PROFILE, GOOGLE_SERVICES_JSON, UPDATES_CERTIFICATE } = process.env;

export default appConfig({
  ...{ HALOBUZZ_API_URL, HALOBUZZ_SUPPORT_CONTACT, EAS_PROJECT_ID },
  ...{ EAS_BUILD_PROFILE, GOOGLE_SERVICES_JSON, UPDATES_CERTIFICATE },
});
