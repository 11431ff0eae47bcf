import { expoPushTokenSchema } from '@halobuzz/core/api/notifications';
import Constants from 'expo-constants';
import * as Notifications from 'expo-notifications';
import { Linking, Platform } from 'react-native';
import { openedStreamOf } from './opened-stream.ts';
import type { PushPermission, PushPort } from './push-port.ts';

/** As in the app's configuration: Android shows nothing of a channel that the app did not make. */
const CHANNEL = 'live';

/** Notifications by Apple and Google, addressed by Expo. */
export function devicePush(): PushPort {
  // While the app is open a notification is shown all the same: whoever is in one room wants to hear of another.
  Notifications.setNotificationHandler({
    handleNotification: async () => ({
      shouldShowBanner: true,
      shouldShowList: true,
      shouldPlaySound: false,
      shouldSetBadge: false,
    }),
  });
  return {
    permission: async () => permissionOf(await Notifications.getPermissionsAsync()),
    ask: async () => {
      await makeChannel();
      const options = { ios: { allowAlert: true, allowSound: true, allowBadge: false } };
      return permissionOf(await Notifications.requestPermissionsAsync(options));
    },
    target: async () => {
      const projectId: unknown = Constants.expoConfig?.extra?.eas?.projectId;
      if (typeof projectId !== 'string') return undefined;
      try {
        await makeChannel();
        const { data } = await Notifications.getExpoPushTokenAsync({ projectId });
        const token = expoPushTokenSchema.safeParse(data);
        if (!token.success) return undefined;
        return { token: token.data, platform: Platform.OS === 'ios' ? 'ios' : 'android' };
      } catch {
        // A simulator, a phone without Google's services, or no network: asked again at the next start.
        return undefined;
      }
    },
    onNewTarget: (changed) => {
      const subscription = Notifications.addPushTokenListener(changed);
      return () => subscription.remove();
    },
    onOpened: (opened) => {
      const take = (response: Notifications.NotificationResponse): void => {
        const streamId = openedStreamOf(response.notification.request.content.data);
        if (streamId !== undefined) opened(streamId);
      };
      const first = Notifications.getLastNotificationResponse();
      if (first !== null) {
        // It would open the same broadcast again at the next start.
        Notifications.clearLastNotificationResponse();
        take(first);
      }
      const subscription = Notifications.addNotificationResponseReceivedListener(take);
      return () => subscription.remove();
    },
    openSystemSettings: () => Linking.openSettings(),
  };
}

async function makeChannel(): Promise<void> {
  if (Platform.OS !== 'android') return;
  await Notifications.setNotificationChannelAsync(CHANNEL, {
    name: 'HaloBuzz',
    importance: Notifications.AndroidImportance.HIGH,
    enableVibrate: false,
  });
}

function permissionOf({ granted, canAskAgain, ios }: Notifications.NotificationPermissionsStatus): PushPermission {
  const quietly = ios?.status === Notifications.IosAuthorizationStatus.PROVISIONAL;
  if (granted || quietly) return 'granted';
  return canAskAgain ? 'undecided' : 'denied';
}
