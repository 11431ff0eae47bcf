import type { ExpoConfig } from 'expo/config';

/**
 * One configuration for iOS, Android and the web. `extra.apiUrl` is where native builds find the edge; the web export is
 * served by the edge itself and uses its own origin.
 */
const config: ExpoConfig = {
  name: 'HaloBuzz',
  slug: 'halobuzz',
  scheme: 'halobuzz',
  version: '0.1.0',
  orientation: 'default',
  userInterfaceStyle: 'automatic',
  icon: './assets/icon.png',
  ios: {
    bundleIdentifier: 'com.halobuzz.app',
    supportsTablet: true,
    infoPlist: {
      NSCameraUsageDescription: 'Camera access for live streaming',
      NSMicrophoneUsageDescription: 'Microphone access for live streaming',
      NSPhotoLibraryUsageDescription: 'Photo library access for profile pictures',
    },
  },
  android: {
    package: 'com.halobuzz.app',
    allowBackup: false,
    permissions: ['android.permission.CAMERA', 'android.permission.RECORD_AUDIO', 'android.permission.INTERNET'],
    // The template brings these; the app needs none of them.
    blockedPermissions: [
      'android.permission.VIBRATE',
      'android.permission.SYSTEM_ALERT_WINDOW',
      'android.permission.READ_EXTERNAL_STORAGE',
      'android.permission.WRITE_EXTERNAL_STORAGE',
    ],
    adaptiveIcon: { foregroundImage: './assets/adaptive-icon.png', backgroundColor: '#171310' },
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
        backgroundColor: '#FBF7F0',
        dark: { backgroundColor: '#171310' },
      },
    ],
  ],
  experiments: { typedRoutes: true },
  extra: { apiUrl: process.env.HALOBUZZ_API_URL ?? '' },
};

export default config;
